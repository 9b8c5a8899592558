package dev.passage.migration.testkit.fault;

import dev.passage.migration.adapter.switching.AdapterFaultPoints;
import dev.passage.migration.capture.CaptureFaultPoints;
import dev.passage.migration.catchup.CatchUpFaultPoints;
import dev.passage.migration.copy.CopyFaultPoints;
import dev.passage.migration.document.jdbc.RowFaultPoints;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.GateFaultPoints;
import dev.passage.migration.journal.jdbc.JournalFaultPoints;
import dev.passage.migration.routing.RoutingFaultPoints;
import dev.passage.migration.session.migrating.SessionWriteFaultPoints;
import dev.passage.migration.session.move.SessionMoveFaultPoints;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.verify.VerifyFaultPoints;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists every point of Passage at which a test can make something go wrong (T2). A handler's own points are not among them.
 *
 * @since 0.1.0
 */
public final class FaultPoints {

    private FaultPoints() {}

    /**
     * Returns all points: executor, journal, gate and fence, copy, change capture, catching up, verification, tenant move, routing,
     * adapter switch, documents as rows, and sessions.
     *
     * @return the points, each once
     */
    public static List<FaultPoint> all() {
        return Stream.of(
                        ofTenantMove(),
                        RoutingFaultPoints.all(),
                        AdapterFaultPoints.all(),
                        RowFaultPoints.all(),
                        SessionMoveFaultPoints.all(),
                        SessionWriteFaultPoints.all())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns the points that a process can reach which moves a tenant, there or back.
     *
     * @return all points but those of the host's writers
     */
    public static List<FaultPoint> ofTenantMove() {
        return Stream.of(
                        ExecutorFaultPoints.all(),
                        JournalFaultPoints.all(),
                        GateFaultPoints.all(),
                        CopyFaultPoints.all(),
                        CaptureFaultPoints.all(),
                        CatchUpFaultPoints.all(),
                        VerifyFaultPoints.all(),
                        TenantFaultPoints.all())
                .flatMap(List::stream)
                .toList();
    }
}
