package dev.passage.migration.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show compiles, and what they point at exists. */
final class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// snippet\n(.*?)// end\n", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void showsOnlyCodeThatCompiles(Path document) throws IOException {
        Set<String> regions = regions();

        List<String> shown = matches(BLOCK, Files.readString(document));

        assertThat(shown).allSatisfy(block -> assertThat(regions).contains(withoutLayout(block)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void pointsAtFilesThatExist(Path document) throws IOException {
        List<String> targets = matches(LINK, Files.readString(document)).stream()
                .filter(target -> !target.startsWith("http"))
                .toList();

        assertThat(targets)
                .allSatisfy(
                        target -> assertThat(document.resolveSibling(target)).exists());
    }

    private static Set<String> regions() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(path -> path.toString().endsWith(".java"))
                    .flatMap(path -> matches(REGION, read(path)).stream())
                    .map(DocumentsTest::withoutLayout)
                    .collect(Collectors.toSet());
        }
    }

    private static String withoutLayout(String code) {
        return Arrays.stream(code.split("\\s+")).collect(Collectors.joining());
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
