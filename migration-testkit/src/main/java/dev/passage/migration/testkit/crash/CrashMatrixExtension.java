package dev.passage.migration.testkit.crash;

import dev.passage.migration.testkit.fault.Seed;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * Records the scenario of a {@link CrashMatrix} and makes one invocation of its method for each case.
 *
 * @since 0.1.0
 */
public final class CrashMatrixExtension implements TestTemplateInvocationContextProvider {

    /** Creates the extension; called by JUnit. */
    public CrashMatrixExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext test) {
        return test.getRequiredTestMethod().isAnnotationPresent(CrashMatrix.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext test) {
        CrashMatrix matrix = test.getRequiredTestMethod().getAnnotation(CrashMatrix.class);
        CrashCases cases;
        try {
            cases = CrashCases.record(() -> create(matrix.value()), matrix.forked());
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The undisturbed run of " + matrix.value().getName() + " failed.", e);
        }
        test.publishReportEntry("crash.points", Integer.toString(cases.hits().size()));
        if (!cases.uncovered().isEmpty()) { // a report entry must not be blank
            test.publishReportEntry("crash.uncovered", String.join(" ", cases.uncovered()));
        }
        List<CrashCase> all = new ArrayList<>(cases.single(matrix.hits(), List.of(matrix.actions())));
        if (matrix.pairs() > 0) {
            all.addAll(cases.pairs(matrix.pairs(), Seed.ofThisRun()));
        }
        return all.stream().map(Invocation::new);
    }

    private static CrashScenario create(Class<? extends CrashScenario> type) {
        try {
            Constructor<? extends CrashScenario> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The scenario " + type.getName() + " needs a constructor without parameters that works.", e);
        }
    }

    /** One case as JUnit runs it. */
    private record Invocation(CrashCase crash) implements TestTemplateInvocationContext, ParameterResolver {

        @Override
        public String getDisplayName(int number) {
            return crash.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == CrashCase.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return crash;
        }
    }
}
