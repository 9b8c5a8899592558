package dev.passage.migration.capture;

import dev.passage.migration.capture.TableCapture.Chain;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds which tables change with a row of a table: by a cascade, or because they lead to their tenant over it. */
final class Dependents {
    private static final Set<String> CASCADING = Set.of("CASCADE", "SET NULL", "SET DEFAULT");

    private final Engine engine;
    private final List<ClassifiedTable> tables;

    Dependents(Engine engine, List<ClassifiedTable> tables) {
        this.engine = engine;
        this.tables = tables;
    }

    List<Chain> of(ClassifiedTable top) {
        List<Chain> found = new ArrayList<>();
        descend(top, top.name(), List.of(), List.of(), found);
        return found;
    }

    private void descend(
            ClassifiedTable top, String parent, List<String> below, List<ForeignKey> steps, List<Chain> found) {
        for (int number = 0; number < tables.size(); number++) {
            ClassifiedTable child = tables.get(number);
            for (ForeignKey key : child.table().foreignKeys()) {
                if (!key.parent().equals(parent) || !matters(child, key)) {
                    continue;
                }
                if (child.name().equals(top.name()) || below.contains(child.name())) {
                    refuseUnseenCascade(child, key);
                    continue;
                }
                List<String> names = before(child.name(), below);
                List<ForeignKey> keys = before(key, steps);
                found.add(new Chain(child, number, names, keys));
                descend(top, child.name(), names, keys, found);
            }
        }
    }

    private boolean matters(ClassifiedTable child, ForeignKey key) {
        return cascades(key)
                || child.path().filter(path -> path.steps().contains(key)).isPresent()
                || tables.stream()
                        .flatMap(table -> table.path().stream())
                        .anyMatch(path -> path.steps().contains(key));
    }

    private static boolean cascades(ForeignKey key) {
        return CASCADING.contains(key.onDelete()) || CASCADING.contains(key.onUpdate());
    }

    private void refuseUnseenCascade(ClassifiedTable child, ForeignKey key) {
        if (engine.isMySqlFamily() && cascades(key)) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Foreign key " + key.name() + " of table " + child.name() + " cascades in a circle, and " + engine
                            + " tells no trigger of a cascade.",
                    "Make the key restrict instead, or move the tenant while its writers wait.");
        }
    }

    private static <T> List<T> before(T first, List<T> rest) {
        List<T> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return List.copyOf(all);
    }
}
