package dev.passage.migration.redis;

import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Keeps the fences, and the notes of what the other store missed: a hash for each scope. */
final class RedisRepairs {
    private final RedisLayout layout;
    private final RedisConnections connections;

    RedisRepairs(RedisLayout layout, RedisConnections connections) {
        this.layout = layout;
        this.connections = connections;
    }

    void raise(SessionFence fence) {
        connections.run(new RedisCall(RedisScript.RAISE, List.of(bytes(layout.fenceKey())), RedisEntries.fence(fence)));
    }

    PutOutcome add(RepairItem item, SessionFence fence) {
        List<byte[]> arguments = RedisEntries.fence(fence);
        arguments.add(bytes(item.id().value()));
        arguments.add(RedisEntries.digits(item.mark()));
        Object answer = connections.run(new RedisCall(
                RedisScript.NOTE_REPAIR,
                List.of(bytes(layout.fenceKey()), bytes(layout.repairKey(fence.scope()))),
                arguments));
        return RedisAnswer.of(answer).outcome().orElseThrow();
    }

    List<RepairItem> list(String scope, int limit) {
        Map<String, RepairItem> items = new LinkedHashMap<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<Map.Entry<String, String>> part = part(scope, cursor, Math.max(1, limit));
            part.getResult().forEach(entry -> items.put(entry.getKey(), item(entry)));
            cursor = part.getCursor();
        } while (items.size() < limit && !cursor.equals(ScanParams.SCAN_POINTER_START));
        return items.values().stream().limit(limit).toList();
    }

    void remove(String scope, Collection<RepairItem> items) {
        List<RedisCall> calls = new ArrayList<>();
        for (RepairItem item : items) {
            calls.add(new RedisCall(
                    RedisScript.HEED_REPAIR,
                    List.of(bytes(layout.repairKey(scope))),
                    List.of(bytes(item.id().value()), RedisEntries.digits(item.mark()))));
        }
        if (!calls.isEmpty()) {
            connections.run(calls);
        }
    }

    private ScanResult<Map.Entry<String, String>> part(String scope, String cursor, int count) {
        return connections.asked(jedis -> jedis.hscan(layout.repairKey(scope), cursor, new ScanParams().count(count)));
    }

    private static RepairItem item(Map.Entry<String, String> field) {
        return new RepairItem(SessionId.of(field.getKey()), Long.parseLong(field.getValue()));
    }

    private static byte[] bytes(String text) {
        return HashFields.bytes(text);
    }
}
