package dev.passage.migration.adapter.proxy;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.shadow.ReplacementHealth;
import dev.passage.migration.adapter.shadow.ShadowCalls;
import dev.passage.migration.adapter.shadow.ShadowSettings;
import dev.passage.migration.adapter.stage.Buckets;
import dev.passage.migration.adapter.stage.StageRecord;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port whose adapter can be replaced while it is called (A2). The host calls {@link #port()} and nothing else; who answers follows
 * the stage that the journal tells.
 *
 * <pre>{@code
 * SwitchableAdapter<Payments> payments = SwitchableAdapter.of(Payments.class, oldAdapter, newAdapter);
 * Payments port = payments.port();
 * }</pre>
 *
 * <p>Safe for use by several threads. Until {@link dev.passage.migration.adapter.switching.StageFollower} has read the journal once,
 * the old adapter answers, so let it do so before the first call.
 *
 * @param <P> the port
 * @since 0.1.0
 */
public final class SwitchableAdapter<P> {
    private static final Logger log = LoggerFactory.getLogger(SwitchableAdapter.class);
    private static final int MEASURED_ONE_OF = 16;

    private final Class<P> type;
    private final Class<?> oldType;
    private final Target replacement;
    private final AdapterOptions options;
    private final OperationRules rules;
    private final P port;
    private @Nullable Target old;
    private volatile Route route;
    private volatile ReplacementHealth health;
    private volatile Optional<StageRecord> stage = Optional.empty();

    private SwitchableAdapter(Class<P> type, P old, P replacement, AdapterOptions options) {
        this.type = type;
        this.options = options;
        this.rules = new OperationRules(options.allowedTwice());
        Target present = new Target(old);
        this.old = present;
        this.oldType = present.type();
        this.replacement = new Target(replacement);
        this.health = new ReplacementHealth(options.health());
        this.route = onlyOld(present);
        this.port = type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return ofObject(proxy, method, arguments);
                    }
                    return route.call(method, arguments);
                }));
    }

    /**
     * Returns an adapter that can be replaced, called by the simple name of its port, without shadow and canary.
     *
     * @param type the port, any interface that is not sealed
     * @param old the adapter that answers now
     * @param replacement the adapter that shall answer
     * @param <P> the port
     * @return the adapter
     * @throws IllegalArgumentException if the type is no such interface, or both adapters are the same object
     */
    public static <P> SwitchableAdapter<P> of(Class<P> type, P old, P replacement) {
        return of(
                type,
                old,
                replacement,
                AdapterOptions.named(type.getSimpleName()).build());
    }

    /**
     * Returns an adapter that can be replaced.
     *
     * @param type the port, any interface that is not sealed
     * @param old the adapter that answers now
     * @param replacement the adapter that shall answer
     * @param options what else the host says
     * @param <P> the port
     * @return the adapter
     * @throws IllegalArgumentException if the type is no such interface, or both adapters are the same object
     */
    public static <P> SwitchableAdapter<P> of(Class<P> type, P old, P replacement, AdapterOptions options) {
        Objects.requireNonNull(old, "old");
        Objects.requireNonNull(replacement, "replacement");
        Objects.requireNonNull(options, "options");
        if (!type.isInterface() || type.isSealed()) {
            throw new IllegalArgumentException("A port must be an interface that is not sealed, and " + type.getName()
                    + " is not. Name the interface that both adapters implement.");
        }
        if (old == replacement) {
            throw new IllegalArgumentException(
                    "The old and the new adapter of " + type.getName() + " are the same object.");
        }
        return new SwitchableAdapter<>(type, old, replacement, options);
    }

    /**
     * Returns what the host calls.
     *
     * @return the port; the same object each time
     */
    public P port() {
        return port;
    }

    /**
     * Returns what the adapter is called.
     *
     * @return the name
     */
    public String name() {
        return options.name();
    }

    /**
     * Returns the interface.
     *
     * @return the class of the port
     */
    public Class<P> type() {
        return type;
    }

    /**
     * Returns the class of the old adapter.
     *
     * @return the class
     */
    public Class<?> oldType() {
        return oldType;
    }

    /**
     * Returns the new adapter, for a replay of recorded calls.
     *
     * @return the adapter
     */
    public Target replacement() {
        return replacement;
    }

    /**
     * Returns the old adapter, for a replay of recorded calls.
     *
     * @return the adapter, empty once it is let go
     */
    public synchronized Optional<Target> old() {
        return Optional.ofNullable(old);
    }

    /**
     * Returns the rules of what may run twice.
     *
     * @return the rules
     */
    public OperationRules rules() {
        return rules;
    }

    /**
     * Returns how answers are compared.
     *
     * @return the comparator
     */
    public OutcomeComparator comparator() {
        return options.comparator();
    }

    /**
     * Returns the recording of calls.
     *
     * @return the recording, empty when the host gave none
     */
    public Optional<CallRecording> recording() {
        return options.recording();
    }

    /**
     * Returns where and how shadow calls run.
     *
     * @return the settings, empty when the host has not said where: then there is no shadow
     */
    public Optional<ShadowSettings> shadow() {
        return options.shadow();
    }

    /**
     * Tells whether the host has named a key for the canary.
     *
     * @return whether
     */
    public boolean canServeCanaries() {
        return options.hasKey();
    }

    /**
     * Returns what is known of the new adapter since the present stage was entered on this instance.
     *
     * @return its health
     */
    public ReplacementHealth health() {
        return health;
    }

    /**
     * Returns the stage that this instance is in.
     *
     * @return the record it follows, empty when it has read none
     */
    public Optional<StageRecord> stage() {
        return stage;
    }

    /**
     * Lets this instance follow a stage. Calls that have begun end where they began.
     *
     * @param record the stage, as the journal tells
     * @return whether it changed anything: a record with an epoch that is not greater than the present one does not
     * @throws IllegalArgumentException if the record is of another adapter
     */
    public boolean follow(StageRecord record) {
        if (!record.adapter().equals(name())) {
            throw new IllegalArgumentException(
                    "A stage of adapter " + record.adapter() + " cannot be followed by adapter " + name() + ".");
        }
        boolean retired;
        synchronized (this) {
            long present = stage.map(StageRecord::epoch).orElse(0L);
            if (record.epoch() <= present) {
                return false;
            }
            ReplacementHealth fresh = new ReplacementHealth(options.health());
            route = routeOf(record, fresh);
            health = fresh;
            stage = Optional.of(record);
            retired = record.stage() == AdapterStage.RETIRED && old != null;
            old = record.stage() == AdapterStage.RETIRED ? null : old;
        }
        log.atInfo()
                .addKeyValue("adapter", name())
                .addKeyValue("stage", record.label())
                .addKeyValue("epoch", record.epoch())
                .log("Adapter follows a stage");
        if (retired) {
            tellRetired();
        }
        return true;
    }

    private void tellRetired() {
        try {
            options.whenRetired().run();
        } catch (RuntimeException failure) {
            log.atWarn().addKeyValue("adapter", name()).setCause(failure).log("The hook of a retired adapter failed");
        }
    }

    private Route routeOf(StageRecord record, ReplacementHealth fresh) {
        Target present = old;
        if (present == null) {
            return new Route.Direct(replacement);
        }
        return switch (record.stage()) {
            case OLD -> onlyOld(present);
            case SHADOW -> shadowed(present, record, fresh);
            case CANARY ->
                new Route.Canary(
                        onlyOld(present),
                        new Route.Measured(replacement, fresh, options.isError(), 1),
                        options.key(),
                        new Buckets(record.migration().value()),
                        record.share(),
                        fresh);
            case NEW -> new Route.Measured(replacement, fresh, options.isError(), MEASURED_ONE_OF);
            case RETIRED -> new Route.Direct(replacement);
        };
    }

    private Route shadowed(Target present, StageRecord record, ReplacementHealth fresh) {
        Map<Method, Boolean> twice = new HashMap<>();
        for (Method method : OperationRules.operationsOf(type)) {
            twice.put(method, rules.of(method).mayRunTwice());
        }
        return options.shadow()
                .<Route>map(settings -> new Route.Shadowed(
                        present, new ShadowCalls(replacement, settings, fresh), Map.copyOf(twice), record.share()))
                .orElseGet(() -> onlyOld(present));
    }

    private Route onlyOld(Target present) {
        return options.recording()
                .<Route>map(recording -> new Route.Recorded(present, recording))
                .orElseGet(() -> new Route.Direct(present));
    }

    /** The proxy is equal to itself alone, whichever adapter answers. */
    private Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> toString();
        };
    }

    @Override
    public String toString() {
        return "adapter " + name() + " (" + stage.map(StageRecord::label).orElse("old") + ")";
    }
}
