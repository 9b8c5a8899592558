package dev.passage.migration.testkit.lab;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Makes the {@link MigrationLab} of a test when one of its methods asks for it, and closes it after the test. Brought in by
 * {@link MigrationTest}.
 *
 * @since 0.1.0
 */
public final class MigrationLabExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace LABS = Namespace.create(MigrationLabExtension.class);

    /** Creates the extension; called by JUnit. */
    public MigrationLabExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == MigrationLab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        MigrationLab present = labOf(test);
        if (present != null) {
            return present;
        }
        MigrationLab lab = MigrationLab.open();
        test.getStore(LABS).put(test.getUniqueId(), lab);
        return lab;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        MigrationLab lab = labOf(test);
        if (lab != null) {
            test.getStore(LABS).remove(test.getUniqueId());
            lab.close();
        }
    }

    private static @Nullable MigrationLab labOf(ExtensionContext test) {
        return test.getStore(LABS).get(test.getUniqueId(), MigrationLab.class);
    }
}
