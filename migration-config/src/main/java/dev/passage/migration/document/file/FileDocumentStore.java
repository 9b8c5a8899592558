package dev.passage.migration.document.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passage.migration.document.Document;
import dev.passage.migration.document.DocumentId;
import dev.passage.migration.document.DocumentStore;
import dev.passage.migration.document.RefusedDocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Keeps documents as files of a folder and the folders in it (C2). A file is replaced by renaming a new one over it, after file
 * and folder were forced to disk; permissions and group are kept. Hidden files are none of the documents, nor are
 * files in hidden folders.
 *
 * <p>Safe for use by several threads and processes: changes are made under a lock on {@code .passage.lock} in the folder. An
 * editor that does not know the lock is noticed by the file's bytes, except in the moment between the last look and the renaming.
 * A symbolic link that leads out of the folder is refused. Needs a file system that renames atomically.
 *
 * @since 0.1.0
 */
public final class FileDocumentStore implements DocumentStore {
    private static final long LARGEST = 256L << 20;
    private static final String TEMPORARY = ".passage-";

    private final String name;
    private final Path folder;

    /**
     * Creates a store over a folder that exists.
     *
     * @param name what it is called in plans and messages
     * @param folder the folder
     */
    public FileDocumentStore(String name, Path folder) {
        this.name = Objects.requireNonNull(name, "name");
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<DocumentId> list(String inFolder, Optional<DocumentId> after, int limit) throws IOException {
        Path root = folder.toRealPath();
        Path start =
                inFolder.isEmpty() ? root : root.resolve(DocumentId.of(inFolder).value());
        if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<DocumentId> ids = new ArrayList<>();
        for (String path : visible(root, start)) {
            if (after.isEmpty() || path.compareTo(after.get().value()) > 0) {
                ids.add(named(path));
                if (ids.size() == limit) {
                    break;
                }
            }
        }
        return ids;
    }

    /** Files by path, without hidden ones and those in hidden folders. */
    private static List<String> visible(Path root, Path start) throws IOException {
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> StreamSupport.stream(root.relativize(path).spliterator(), false)
                            .map(Path::toString)
                            .collect(Collectors.joining("/")))
                    .filter(path -> !("/" + path).contains("/."))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private DocumentId named(String path) throws IOException {
        if (!DocumentId.isAllowed(path)) {
            throw new IOException(
                    "a file in " + name + " has a name with a control character or a backslash, or one of more"
                            + " than 500 characters; rename it");
        }
        return DocumentId.of(path);
    }

    @Override
    public Optional<Document> read(DocumentId id) throws IOException {
        Path file = place(id);
        try {
            if (Files.size(file) > LARGEST) {
                throw new RefusedDocumentException(id, "it has more than " + LARGEST + " bytes. Make it smaller.");
            }
            byte[] content = Files.readAllBytes(file);
            return Optional.of(new Document(id, digest(content), content));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean create(DocumentId id, byte[] content) throws IOException {
        Objects.requireNonNull(content, "content");
        try (FolderLock lock = FolderLock.of(folder.toRealPath())) {
            Objects.requireNonNull(lock, "lock");
            Path file = place(id);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            createFolders(parent(file));
            write(file, content);
            return true;
        }
    }

    @Override
    public boolean replace(Document expected, byte[] content) throws IOException {
        Objects.requireNonNull(content, "content");
        try (FolderLock lock = FolderLock.of(folder.toRealPath())) {
            Objects.requireNonNull(lock, "lock");
            if (!isPresent(expected)) {
                return false;
            }
            write(place(expected.id()), content);
            return true;
        }
    }

    @Override
    public boolean delete(Document expected) throws IOException {
        Path root = folder.toRealPath();
        try (FolderLock lock = FolderLock.of(root)) {
            Objects.requireNonNull(lock, "lock");
            if (!isPresent(expected)) {
                return false;
            }
            Path file = place(expected.id());
            Files.delete(file);
            FileFaultPoints.DELETED.reached();
            force(parent(file));
            deleteEmpty(parent(file), root);
            return true;
        }
    }

    private boolean isPresent(Document expected) throws IOException {
        return read(expected.id())
                .filter(present -> present.revision().equals(expected.revision()))
                .isPresent();
    }

    /** The real file of a document: links within the folder are followed, those that lead out of it are refused. */
    private Path place(DocumentId id) throws IOException {
        Path root = folder.toRealPath();
        Path file = root.resolve(id.value());
        Path present = file;
        while (!Files.exists(present, LinkOption.NOFOLLOW_LINKS)) {
            present = parent(present);
        }
        Path real = real(id, present);
        if (!real.startsWith(root)) {
            throw new RefusedDocumentException(
                    id, "it is reached by a symbolic link that leads out of the folder. Put a file in its place.");
        }
        return real.resolve(present.relativize(file)).normalize();
    }

    private static Path real(DocumentId id, Path present) throws IOException {
        try {
            return present.toRealPath();
        } catch (NoSuchFileException e) {
            throw new RefusedDocumentException(id, "it is a symbolic link to nothing. Mend the link or remove it.");
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "A document lies in a folder.");
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path target = parent(file);
        String key = UUID.nameUUIDFromBytes(file.getFileName().toString().getBytes(UTF_8))
                .toString();
        Path temporary =
                target.resolve(TEMPORARY + key + ".tmp"); // the same each time: what a crash left is written anew
        Files.deleteIfExists(temporary);
        try {
            writeForced(temporary, content);
            keepRights(file, temporary);
            FileFaultPoints.WRITTEN.reached();
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
        FileFaultPoints.RENAMED.reached();
        force(target);
    }

    private static void writeForced(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void deleteAfter(IOException failure, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void keepRights(Path from, Path to) throws IOException {
        PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (target == null || !Files.exists(from)) {
            return;
        }
        PosixFileAttributes rights = Files.readAttributes(from, PosixFileAttributes.class);
        if (!target.readAttributes().group().equals(rights.group())) {
            target.setGroup(rights.group());
        }
        target.setPermissions(rights.permissions());
    }

    private static void createFolders(Path path) throws IOException {
        if (!Files.exists(path)) {
            createFolders(parent(path));
            Files.createDirectory(path);
            force(parent(path));
        }
    }

    private static void deleteEmpty(Path path, Path root) throws IOException {
        for (Path empty = path; !empty.equals(root); empty = parent(empty)) {
            try {
                Files.delete(empty);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
