package dev.passage.migration.testkit.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DocumentStore} must do (C2). The test class of an implementation implements this and says how to open it.
 *
 * @since 0.1.0
 */
public interface DocumentStoreContract {

    /**
     * Opens the store of this test, empty at the first call; later calls give other instances on the same documents.
     *
     * @return the store
     * @throws IOException if it cannot be opened
     */
    DocumentStore store() throws IOException;

    /**
     * A document comes back as it was written.
     *
     * @throws IOException if the store fails
     */
    @Test
    default void givesBackWhatWasWritten() throws IOException {
        DocumentId id = DocumentId.of("tenants/acme.json");
        String text = "{\r\n\t\"a\": \"it's \\\\ \u00e4\u20ac\ud83d\ude80\" }  \n" + " ".repeat(70_000);

        boolean created = store().create(id, bytes(text));

        assertTrue(created, "it was created");
        assertEquals(text, text(store(), id), "the content");
        assertEquals(
                Optional.empty(), store().read(DocumentId.of("tenants/other.json")), "a document that is not there");
    }

    /**
     * A document is created once.
     *
     * @throws IOException if the store fails
     */
    @Test
    default void createsOnlyWhatIsNotThere() throws IOException {
        DocumentId id = DocumentId.of("a.json");
        store().create(id, bytes("one"));

        boolean again = store().create(id, bytes("two"));

        assertFalse(again, "it was created again");
        assertEquals("one", text(store(), id), "the content");
    }

    /**
     * A document is replaced and deleted only by who has seen what it is.
     *
     * @throws IOException if the store fails
     */
    @Test
    default void changesOnlyWhatWasSeen() throws IOException {
        DocumentId id = DocumentId.of("a.json");
        store().create(id, bytes("one"));
        Document seen = store().read(id).orElseThrow();
        boolean first = store().replace(seen, bytes("two"));

        boolean second = store().replace(seen, bytes("three"));
        boolean deleted = store().delete(seen);

        assertTrue(first, "the first replacement");
        assertFalse(second, "the second replacement");
        assertFalse(deleted, "the deletion");
        assertEquals("two", text(store(), id), "the content");
        assertNotEquals(seen.revision(), store().read(id).orElseThrow().revision(), "the revision");
    }

    /**
     * A document that is gone is not replaced, and one of its name can be created again.
     *
     * @throws IOException if the store fails
     */
    @Test
    default void deletes() throws IOException {
        DocumentId id = DocumentId.of("tenants/acme.json");
        store().create(id, bytes("one"));
        Document seen = store().read(id).orElseThrow();

        boolean deleted = store().delete(seen);
        boolean replaced = store().replace(seen, bytes("two"));

        assertTrue(deleted, "the deletion");
        assertFalse(replaced, "the replacement");
        assertEquals(Optional.empty(), store().read(id), "the document");
        assertTrue(store().create(id, bytes("three")), "it can be created again");
    }

    /**
     * Names come in one order, page by page, and a folder ends where its name does.
     *
     * @throws IOException if the store fails
     */
    @Test
    default void listsByNamePageByPage() throws IOException {
        List<String> names =
                List.of("B.json", "a", "b-c/x.json", "b.json", "b/%.json", "b/_.json", "b/c/x.json", "b0/x.json");
        for (String name : names) {
            if (!name.equals("a")) {
                store().create(DocumentId.of(name), bytes(name));
            }
        }

        List<String> all = new ArrayList<>();
        for (Optional<DocumentId> after = Optional.of(DocumentId.of("a")); after.isPresent(); ) {
            List<DocumentId> page = store().list("", after, 2);
            page.forEach(id -> all.add(id.value()));
            after = page.size() < 2 ? Optional.empty() : Optional.of(page.get(1));
        }

        assertEquals(names.subList(2, names.size()), all, "all after a");
        assertEquals(
                List.of("b/%.json", "b/_.json", "b/c/x.json"),
                store().list("b", Optional.empty(), 9).stream()
                        .map(DocumentId::value)
                        .toList(),
                "the folder");
        assertEquals(
                List.of("b/c/x.json"),
                store().list("b", Optional.of(DocumentId.of("b/_.json")), 9).stream()
                        .map(DocumentId::value)
                        .toList(),
                "the rest of the folder");
        assertEquals(List.of(), store().list("c", Optional.empty(), 9), "no folder");
    }

    /**
     * Every name that is allowed is taken as it is.
     *
     * @throws IOException if the store fails
     */
    @Test
    default void takesEveryName() throws IOException {
        List<DocumentId> ids = List.of(
                DocumentId.of("it's \"mine\"; -- $1 ?.json"),
                DocumentId.of("x/" + "y".repeat(200) + "/" + "z".repeat(200)),
                DocumentId.of("y\u00e4\u20ac.json"));
        for (DocumentId id : ids) {
            store().create(id, bytes(id.value()));
        }

        List<DocumentId> listed = store().list("", Optional.empty(), 9);

        assertEquals(ids, listed, "the names");
        for (DocumentId id : ids) {
            assertEquals(id.value(), text(store(), id), "the content");
        }
    }

    /**
     * Of writers at the same time each sees what the one before it wrote.
     *
     * @throws IOException if the store fails
     * @throws InterruptedException if the test is interrupted
     * @throws ExecutionException if a writer fails
     */
    @Test
    default void letsOneOfManyWritersWinEachTime() throws IOException, InterruptedException, ExecutionException {
        DocumentId id = DocumentId.of("count");
        store().create(id, bytes("0"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                DocumentStore own = store();
                writers.add(threads.submit(() -> counted(own, id, 15)));
            }
            for (Future<Integer> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals("60", text(store(), id), "the count");
    }

    private static int counted(DocumentStore store, DocumentId id, int times) throws IOException {
        int done = 0;
        while (done < times) {
            Document read = store.read(id).orElseThrow();
            int count = Integer.parseInt(new String(read.content(), UTF_8));
            done += store.replace(read, bytes(Integer.toString(count + 1))) ? 1 : 0;
        }
        return done;
    }

    private static String text(DocumentStore store, DocumentId id) throws IOException {
        return new String(store.read(id).orElseThrow().content(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
