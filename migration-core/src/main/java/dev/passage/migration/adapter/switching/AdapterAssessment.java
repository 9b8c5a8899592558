package dev.passage.migration.adapter.switching;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.analysis.AdapterAnalysis;
import dev.passage.migration.adapter.analysis.OperationReport;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is found about an adapter before it is switched (A1); only reads. */
final class AdapterAssessment {
    private final SwitchableAdapter<?> adapter;
    private final AdapterSwitch settings;

    AdapterAssessment(SwitchableAdapter<?> adapter, AdapterSwitch settings) {
        this.adapter = adapter;
        this.settings = settings;
    }

    static Assessment unknown(String name, Set<String> known) {
        return Assessment.of(new AdapterFacts("unknown", "unknown", "unknown", List.of(), List.of(), 0))
                .withFindings(List.of(Finding.blocking(
                        "ADAPTER_UNKNOWN",
                        name,
                        "The handler of adapter switches knows " + new TreeSet<>(known) + " alone.",
                        "Give it the adapter when the engine is built.")));
    }

    Assessment assess(Optional<StageRecord> present) {
        AdapterAnalysis analysis = analysis(adapter);
        AdapterFacts facts = facts(adapter);
        List<Finding> findings = new ArrayList<>(analysis.findings());
        if (!StageRecord.isOld(present)) {
            findings.add(Finding.blocking(
                    "ADAPTER_NOT_OLD",
                    adapter.name(),
                    "Migration " + present.orElseThrow().migration() + " has left this adapter in stage "
                            + present.orElseThrow().label() + ".",
                    "Roll that migration back, or give this adapter another name when it is replaced once more."));
        }
        if (uses(AdapterStage.SHADOW)) {
            shadowFindings(facts, findings);
        }
        if (uses(AdapterStage.CANARY) && !adapter.canServeCanaries()) {
            findings.add(Finding.blocking(
                    "ADAPTER_WITHOUT_KEY",
                    adapter.name(),
                    "A canary needs a key that decides which adapter answers a call.",
                    "Give the options of the adapter a key(...), or plan no canary."));
        }
        if (facts.recorded() == 0) {
            findings.add(Finding.warning(
                    "ADAPTER_WITHOUT_RECORDING",
                    adapter.name(),
                    "No call was recorded, so the dry run has nothing to replay and the analysis does not know which"
                            + " operations are in use.",
                    "Give the options of the adapter a recording(...) and plan again after a while."));
        }
        return Assessment.of(facts).withFindings(findings).withRisks(analysis.risks());
    }

    private void shadowFindings(AdapterFacts facts, List<Finding> findings) {
        if (adapter.shadow().isEmpty()) {
            findings.add(Finding.blocking(
                    "ADAPTER_WITHOUT_EXECUTOR",
                    adapter.name(),
                    "A shadow needs an executor of the host's.",
                    "Give the options of the adapter shadowOn(...), or plan no shadow."));
        }
        if (facts.shadowed().isEmpty()) {
            findings.add(Finding.blocking(
                    "ADAPTER_NOTHING_TO_SHADOW",
                    adapter.name(),
                    "No operation may run twice, so a shadow would compare nothing.",
                    "Declare operations @CallRepeatable, allow them by allowingTwice(...), or plan no shadow."));
        }
    }

    private boolean uses(AdapterStage stage) {
        return settings.stages().stream().anyMatch(planned -> planned.stage() == stage);
    }

    static AdapterFacts facts(SwitchableAdapter<?> adapter) {
        List<OperationReport> reports = analysis(adapter).operations();
        return new AdapterFacts(
                adapter.type().getName(),
                nameOf(adapter.oldType()),
                nameOf(adapter.replacement().type()),
                operations(reports, true),
                operations(reports, false),
                adapter.recording().map(recording -> recording.calls().size()).orElse(0));
    }

    /** A name that is the same in each process. */
    private static String nameOf(Class<?> type) {
        if (Proxy.isProxyClass(type)) {
            return "a proxy";
        }
        return type.isHidden() ? "a lambda" : type.getName();
    }

    private static List<String> operations(List<OperationReport> reports, boolean twice) {
        return reports.stream()
                .filter(report -> report.repeatability().mayRunTwice() == twice)
                .map(OperationReport::operation)
                .toList();
    }

    private static AdapterAnalysis analysis(SwitchableAdapter<?> adapter) {
        return AdapterAnalysis.of(
                adapter.type(),
                adapter.oldType(),
                adapter.replacement().type(),
                adapter.rules(),
                adapter.recording().map(CallRecording::counts).orElse(Map.of()));
    }
}
