package dev.passage.migration.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a server says about itself. */
final class RedisServerFacts {
    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;

    private final Map<String, String> facts;

    private RedisServerFacts(Map<String, String> facts) {
        this.facts = facts;
    }

    static RedisServerFacts of(String info) {
        Map<String, String> facts = new HashMap<>();
        info.lines().forEach(line -> {
            int separator = line.indexOf(':');
            if (separator > 0) {
                facts.put(line.substring(0, separator), line.substring(separator + 1));
            }
        });
        return new RedisServerFacts(facts);
    }

    /** Names one run of one server. */
    String runId() {
        return fact("run_id");
    }

    /** Says why sessions cannot be kept here, if they cannot. */
    Optional<String> obstacle() {
        if (!isRecent()) {
            return Optional.of("it is Redis " + fact("redis_version") + ", and " + OLDEST_MAJOR + "." + OLDEST_MINOR
                    + " is the oldest that can be used");
        }
        if (fact("cluster_enabled").equals("1")) {
            return Optional.of("it is part of a cluster, whose members have no fence in common");
        }
        if (!fact("role").isEmpty() && !fact("role").equals("master")) {
            return Optional.of("it is a replica, which takes no writes");
        }
        return Optional.empty();
    }

    /** Tells whether the server drops keys that have not expired when its memory is full. */
    boolean dropsKeys() {
        String policy = fact("maxmemory_policy");
        return !fact("maxmemory").equals("0") && !policy.isEmpty() && !policy.equals("noeviction");
    }

    private boolean isRecent() {
        String[] parts = fact("redis_version").split("\\.", 3);
        if (parts.length < 2) {
            return false;
        }
        int major = Integer.parseInt(parts[0]);
        return major > OLDEST_MAJOR || (major == OLDEST_MAJOR && Integer.parseInt(parts[1]) >= OLDEST_MINOR);
    }

    private String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
