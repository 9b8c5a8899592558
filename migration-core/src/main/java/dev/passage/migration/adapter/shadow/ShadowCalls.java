package dev.passage.migration.adapter.shadow;

import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Target;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives calls that the old adapter answers to the new one as well, later and elsewhere: nothing that the new one, the comparator, the
 * copier or the executor does reaches the caller (A2). Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ShadowCalls {
    private final Target replacement;
    private final ShadowSettings settings;
    private final ReplacementHealth health;

    /**
     * Creates it.
     *
     * @param replacement the new adapter
     * @param settings how shadow calls are made and compared
     * @param health the bulkhead and the rates
     */
    public ShadowCalls(Target replacement, ShadowSettings settings, ReplacementHealth health) {
        this.replacement = replacement;
        this.settings = settings;
        this.health = health;
    }

    /**
     * Lets the old adapter answer, and then the new one elsewhere.
     *
     * @param old the old adapter
     * @param method the method of the port
     * @param arguments its arguments
     * @return what the old one returned
     * @throws Throwable what the old one threw, the very same
     */
    public @Nullable Object call(Target old, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        Optional<@Nullable Object[]> copy = copied(arguments);
        try {
            Object result = old.call(method, arguments);
            copy.ifPresent(own -> offer(method, own, result));
            return result;
        } catch (Throwable thrown) {
            copy.ifPresent(own -> start(method, own, new CallOutcome.Threw(thrown)));
            throw thrown;
        }
    }

    private void offer(Method method, @Nullable Object[] arguments, @Nullable Object result) {
        if (result == null) {
            start(method, arguments, new CallOutcome.Returned(Optional.empty()));
            return;
        }
        if (OperationRules.isReadOnce(result.getClass())) {
            health.uncompared();
            return;
        }
        try {
            Object kept = result instanceof CompletionStage
                    ? result
                    : settings.copier().copy(result);
            start(method, arguments, new CallOutcome.Returned(Optional.of(kept)));
        } catch (RuntimeException | Error uncopied) {
            health.uncompared();
        }
    }

    private Optional<@Nullable Object[]> copied(@Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            return Optional.of(new Object[0]);
        }
        try {
            @Nullable Object[] copy = new Object[arguments.length];
            for (int index = 0; index < arguments.length; index++) {
                Object argument = arguments[index];
                copy[index] = argument == null ? null : settings.copier().copy(argument);
            }
            return Optional.of(copy);
        } catch (RuntimeException | Error uncopied) {
            health.uncompared();
            return Optional.empty();
        }
    }

    private void start(Method method, @Nullable Object[] arguments, CallOutcome old) {
        if (!health.tryEnter()) {
            health.shed();
            return;
        }
        ShadowCall call = new ShadowCall(replacement, settings, health, method, arguments, old);
        try {
            settings.executor().execute(call);
        } catch (RuntimeException | Error refused) {
            call.abandon();
        }
    }
}
