package dev.passage.migration.adapter.analysis;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Repeatability;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskLevel;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a new adapter covers of an old one by itself, and what needs a person, by reflection and by recorded calls (A1). The new class
 * need not implement the port yet, so that a host can ask before it has written all of it. Immutable.
 *
 * @since 0.1.0
 */
public final class AdapterAnalysis {
    private static final int MANY_OPERATIONS = 20;
    private static final int SOME_OPERATIONS = 8;
    private static final int PERCENT = 100;

    private final List<OperationReport> operations;
    private final Set<String> beyondPort;

    private AdapterAnalysis(List<OperationReport> operations, Set<String> beyondPort) {
        this.operations = List.copyOf(operations);
        this.beyondPort = Set.copyOf(beyondPort);
    }

    /**
     * How much work a replacement is.
     *
     * @since 0.1.0
     */
    public enum Complexity {
        /** Few operations, all covered. */
        LOW,
        /** Some things for a person to look at. */
        MEDIUM,
        /** Many things for a person to look at, or operations that are missing. */
        HIGH
    }

    /**
     * Compares two adapters of a port.
     *
     * @param port the interface
     * @param old the class of the old adapter
     * @param replacement the class of the new one
     * @param rules what may run twice
     * @param calls how often each operation was recorded, empty when nothing was
     * @return the analysis
     * @throws IllegalArgumentException if the port is no interface
     */
    public static AdapterAnalysis of(
            Class<?> port, Class<?> old, Class<?> replacement, OperationRules rules, Map<String, Long> calls) {
        Objects.requireNonNull(old, "old");
        if (!port.isInterface()) {
            throw new IllegalArgumentException("A port must be an interface, and " + port.getName() + " is not.");
        }
        List<OperationReport> reports = new ArrayList<>();
        for (Method method : OperationRules.operationsOf(port)) {
            reports.add(report(method, old, replacement, rules, calls));
        }
        return new AdapterAnalysis(reports, beyond(port, old, replacement));
    }

    /**
     * Returns what is said about each operation of the port.
     *
     * @return the reports, in the order of their names
     */
    public List<OperationReport> operations() {
        return operations;
    }

    /**
     * Returns the public operations that the old class has beside those of the port and the new one lacks: callers that cast need a
     * person.
     *
     * @return their names
     */
    public Set<String> beyondPort() {
        return beyondPort;
    }

    /**
     * Returns which share is covered by itself: of the recorded calls, or of the operations when none were recorded.
     *
     * @return 0 to 100
     */
    public int feasibilityPercent() {
        long recorded = operations.stream().mapToLong(OperationReport::calls).sum();
        long all = recorded > 0 ? recorded : operations.size();
        long covered = operations.stream()
                .filter(report -> report.coverage() == Coverage.COVERED)
                .mapToLong(report -> recorded > 0 ? report.calls() : 1)
                .sum();
        return all == 0 ? PERCENT : (int) (covered * PERCENT / all);
    }

    /**
     * Returns how much work it is.
     *
     * @return the complexity
     */
    public Complexity complexity() {
        boolean uncovered = operations.stream().anyMatch(report -> report.coverage() != Coverage.COVERED);
        long forPerson = operations.stream()
                        .filter(report -> !report.forPerson().isEmpty())
                        .count()
                + beyondPort.size();
        if (uncovered || (operations.size() > MANY_OPERATIONS && forPerson > 0)) {
            return Complexity.HIGH;
        }
        return forPerson > 0 || operations.size() > SOME_OPERATIONS ? Complexity.MEDIUM : Complexity.LOW;
    }

    /**
     * Returns the findings of a plan: an uncovered operation that is in use blocks.
     *
     * @return the findings
     */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.info(
                "ADAPTER_ANALYSED",
                "port",
                count(Coverage.COVERED) + " of " + operations.size() + " operations are covered, "
                        + count(Coverage.CHANGED) + " changed, " + count(Coverage.MISSING) + " missing; complexity "
                        + complexity() + ", feasibility " + feasibilityPercent() + " %."));
        for (OperationReport report : operations) {
            findings.addAll(findingsOf(report));
        }
        for (String operation : new TreeSet<>(beyondPort)) {
            findings.add(Finding.warning(
                    "ADAPTER_BEYOND_PORT",
                    operation,
                    "The old adapter has this beside the port, the new one has not.",
                    "Make sure that nothing casts the port to the class of the old adapter."));
        }
        return findings;
    }

    /**
     * Returns the risks of a plan.
     *
     * @return the risks
     */
    public List<Risk> risks() {
        List<String> unshadowed = operations.stream()
                .filter(report -> !report.repeatability().mayRunTwice())
                .map(OperationReport::operation)
                .toList();
        if (unshadowed.isEmpty()) {
            return List.of(new Risk(
                    RiskLevel.LOW,
                    "the new adapter answers differently",
                    "every operation is compared in shadow before it answers a caller"));
        }
        return List.of(new Risk(
                unshadowed.size() == operations.size() ? RiskLevel.HIGH : RiskLevel.MEDIUM,
                "the new adapter does something else in " + String.join(", ", unshadowed)
                        + ", which cannot be compared in shadow",
                "a canary of a small share, with a gate on errors and latency"));
    }

    private static List<Finding> findingsOf(OperationReport report) {
        List<Finding> findings = new ArrayList<>();
        if (report.coverage() != Coverage.COVERED) {
            String message = "The new adapter " + (report.coverage() == Coverage.MISSING ? "lacks" : "changes")
                    + " this operation; " + report.calls() + " calls of it were recorded.";
            String fix = "Write it in the new adapter: " + String.join("; ", report.forPerson()) + ".";
            String code = "ADAPTER_" + report.coverage();
            findings.add(
                    report.calls() > 0
                            ? Finding.blocking(code, report.operation(), message, fix)
                            : Finding.warning(code, report.operation(), message, fix));
        }
        if (!report.repeatability().mayRunTwice()) {
            String message = "It is never shadowed: " + report.repeatability().reason() + ".";
            findings.add(
                    report.repeatability() == Repeatability.UNKNOWN
                            ? Finding.warning(
                                    "ADAPTER_NOT_SHADOWED",
                                    report.operation(),
                                    message,
                                    "Declare it @CallRepeatable or @CallOnce on the port.")
                            : Finding.info("ADAPTER_NOT_SHADOWED", report.operation(), message));
        }
        return findings;
    }

    private long count(Coverage coverage) {
        return operations.stream()
                .filter(report -> report.coverage() == coverage)
                .count();
    }

    private static OperationReport report(
            Method method, Class<?> old, Class<?> replacement, OperationRules rules, Map<String, Long> calls) {
        String operation = AdapterCall.operationOf(method);
        List<String> forPerson = new ArrayList<>();
        Coverage coverage = coverage(method, old, replacement, forPerson);
        Repeatability repeatability = rules.of(method);
        if (repeatability == Repeatability.UNKNOWN) {
            forPerson.add("say whether it may run twice");
        }
        return new OperationReport(operation, coverage, repeatability, calls.getOrDefault(operation, 0L), forPerson);
    }

    private static Coverage coverage(Method method, Class<?> old, Class<?> replacement, List<String> forPerson) {
        Optional<Method> own = find(replacement, method);
        if (own.isEmpty()) {
            List<String> similar = publicOperations(replacement)
                    .filter(other -> other.getName().equals(method.getName()))
                    .map(AdapterCall::operationOf)
                    .sorted()
                    .toList();
            forPerson.add(similar.isEmpty() ? "it is not there" : "it takes " + String.join(" or ", similar));
            return similar.isEmpty() ? Coverage.MISSING : Coverage.CHANGED;
        }
        boolean onlyDefault = own.get().getDeclaringClass().isInterface() && method.isDefault();
        boolean oldHasOwn = find(old, method)
                .filter(present -> !present.getDeclaringClass().isInterface())
                .isPresent();
        if (onlyDefault && oldHasOwn) {
            forPerson.add("the old adapter has its own where the new one takes the default of the port");
            return Coverage.MISSING;
        }
        if (!method.getReturnType().isAssignableFrom(own.get().getReturnType())) {
            forPerson.add("it returns a " + own.get().getReturnType().getSimpleName());
            return Coverage.CHANGED;
        }
        Set<String> more = undeclared(method, own.get());
        if (!more.isEmpty()) {
            forPerson.add("it throws " + String.join(", ", more));
            return Coverage.CHANGED;
        }
        return Coverage.COVERED;
    }

    private static Set<String> undeclared(Method method, Method own) {
        return Arrays.stream(own.getExceptionTypes())
                .filter(thrown -> !RuntimeException.class.isAssignableFrom(thrown))
                .filter(thrown -> !Error.class.isAssignableFrom(thrown))
                .filter(thrown -> Arrays.stream(method.getExceptionTypes())
                        .noneMatch(declared -> declared.isAssignableFrom(thrown)))
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Method> find(Class<?> type, Method method) {
        try {
            Method found = type.getMethod(method.getName(), method.getParameterTypes());
            return Modifier.isStatic(found.getModifiers()) ? Optional.empty() : Optional.of(found);
        } catch (NoSuchMethodException missing) {
            return Optional.empty();
        }
    }

    private static Set<String> beyond(Class<?> port, Class<?> old, Class<?> replacement) {
        return publicOperations(old)
                .filter(method -> find(port, method).isEmpty()
                        && find(replacement, method).isEmpty())
                .map(AdapterCall::operationOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Method> publicOperations(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isBridge() && !method.isSynthetic())
                .filter(method -> find(Object.class, method).isEmpty());
    }
}
