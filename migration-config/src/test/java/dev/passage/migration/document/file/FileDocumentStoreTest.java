package dev.passage.migration.document.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.RefusedDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents as files of a folder (C2). */
final class FileDocumentStoreTest {
    private static final DocumentId ID = DocumentId.of("tenants/acme.json");

    @TempDir
    Path folder;

    @Test
    void replacesOnlyWhatWasRead() throws IOException {
        FileDocumentStore store = store();
        store.create(ID, bytes("one"));
        Document read = store.read(ID).orElseThrow();
        Files.writeString(folder.resolve(ID.value()), "edited");

        boolean replaced = store.replace(read, bytes("two"));
        boolean deleted = store.delete(read);

        assertThat(replaced || deleted).isFalse();
        assertThat(folder.resolve(ID.value())).hasContent("edited");
    }

    @Test
    void createsOnlyWhatIsNotThere() throws IOException {
        assertThat(store().create(ID, bytes("one"))).isTrue();
        assertThat(store().create(ID, bytes("two"))).isFalse();
        assertThat(folder.resolve(ID.value())).hasContent("one");
    }

    @Test
    void keepsPermissions() throws IOException {
        store().create(ID, bytes("one"));
        Files.setPosixFilePermissions(folder.resolve(ID.value()), PosixFilePermissions.fromString("rw-r-----"));

        store().replace(store().read(ID).orElseThrow(), bytes("two"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(ID.value()))))
                .isEqualTo("rw-r-----");
        assertThat(folder.resolve(ID.value())).hasContent("two");
    }

    @Test
    void listsByNameInPagesAndLeavesHiddenFilesOut() throws IOException {
        for (String name : List.of("b.json", "a.json", "a/z.json", "a/y.json")) {
            store().create(DocumentId.of(name), bytes(name));
        }
        Files.writeString(folder.resolve(".hidden"), "x");

        List<DocumentId> first = store().list("", Optional.empty(), 3);
        List<DocumentId> rest = store().list("", Optional.of(first.get(2)), 3);

        assertThat(first).extracting(DocumentId::value).containsExactly("a.json", "a/y.json", "a/z.json");
        assertThat(rest).extracting(DocumentId::value).containsExactly("b.json");
        assertThat(store().list("a", Optional.empty(), 9)).hasSize(2);
    }

    @Test
    void removesFoldersThatItLeavesEmpty() throws IOException {
        store().create(ID, bytes("one"));

        store().delete(store().read(ID).orElseThrow());

        assertThat(folder.resolve("tenants")).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void refusesALinkOutOfTheFolder(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret.json"), "mine");
        Files.createSymbolicLink(folder.resolve("link.json"), outside.resolve("secret.json"));
        Files.createSymbolicLink(folder.resolve("door"), outside);

        assertThatThrownBy(() -> store().read(DocumentId.of("link.json")))
                .isInstanceOf(RefusedDocumentException.class)
                .hasMessageContaining("link.json");
        assertThatThrownBy(() -> store().create(DocumentId.of("door/new.json"), bytes("x")))
                .isInstanceOf(RefusedDocumentException.class);
        assertThat(outside.resolve("new.json")).doesNotExist();
    }

    @Test
    void followsALinkWithinTheFolderAndLeavesItALink() throws IOException {
        Files.writeString(folder.resolve("real.json"), "one");
        Files.createSymbolicLink(folder.resolve("link.json"), Path.of("real.json"));
        DocumentId link = DocumentId.of("link.json");

        store().replace(store().read(link).orElseThrow(), bytes("two"));

        assertThat(folder.resolve("link.json")).isSymbolicLink();
        assertThat(folder.resolve("real.json")).hasContent("two");
    }

    @Test
    void letsOneOfManyWritersWinEachTime() throws Exception {
        store().create(ID, bytes("0"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(writer -> threads.submit(() -> {
                        for (int done = 0; done < 25; ) {
                            Document read = store().read(ID).orElseThrow();
                            int count = Integer.parseInt(new String(read.content(), UTF_8));
                            done += store().replace(read, bytes(Integer.toString(count + 1))) ? 1 : 0;
                        }
                        return writer;
                    }))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(folder.resolve(ID.value())).hasContent("100");
    }

    private FileDocumentStore store() {
        return new FileDocumentStore("files", folder);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
