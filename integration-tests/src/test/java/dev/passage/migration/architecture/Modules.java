package dev.passage.migration.architecture;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published modules of this build: their classes, and what their descriptors export. */
final class Modules {
    static final String ROOT = "dev.passage.migration";
    static final String API = "migration-api";
    static final String CORE = "migration-core";
    static final String JDBC = "migration-jdbc";
    static final String CONFIG = "migration-config";
    static final String REDIS = "migration-redis";
    static final String TESTKIT = "migration-testkit";

    private static final Pattern ARTIFACT =
            Pattern.compile("/(migration-(?:api|core|jdbc|config|redis|testkit))(?:/target/classes|-[^/]*\\.jar)");

    private final JavaClasses classes;
    private final Map<String, ModuleDescriptor> descriptors;

    private Modules(JavaClasses classes, Map<String, ModuleDescriptor> descriptors) {
        this.classes = classes;
        this.descriptors = descriptors;
    }

    /** Reads every published module that is on the class path. */
    static Modules read() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(
                        location -> ARTIFACT.matcher(location.toString()).find())
                .importPackages(ROOT);
        Path[] places = Arrays.stream(System.getProperty("java.class.path")
                        .split(Pattern.quote(System.getProperty("path.separator"))))
                .filter(place -> ARTIFACT.matcher(place).find())
                .map(Path::of)
                .toArray(Path[]::new);
        Map<String, ModuleDescriptor> descriptors = ModuleFinder.of(places).findAll().stream()
                .map(ModuleReference::descriptor)
                .collect(toUnmodifiableMap(Modules::artifactOf, Function.identity()));
        return new Modules(classes, descriptors);
    }

    JavaClasses classes() {
        return classes;
    }

    Set<String> names() {
        return descriptors.keySet();
    }

    Set<String> packagesOf(String artifact) {
        return descriptor(artifact).packages();
    }

    Set<String> exportsOf(String artifact) {
        return descriptor(artifact).exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(toUnmodifiableSet());
    }

    boolean isExported(JavaClass type) {
        return descriptors.keySet().stream()
                .anyMatch(artifact -> exportsOf(artifact).contains(type.getPackageName()));
    }

    static DescribedPredicate<JavaClass> in(String... artifacts) {
        Set<String> wanted = Set.of(artifacts);
        return DescribedPredicate.describe(
                "are in " + String.join(" or ", artifacts), type -> wanted.contains(artifactOf(type)));
    }

    /** Names the module that a class of this build came from; empty for any other class. */
    static String artifactOf(JavaClass type) {
        return type.getSource()
                .map(source -> artifactAt(source.getUri().toString()))
                .orElse("");
    }

    private ModuleDescriptor descriptor(String artifact) {
        return Objects.requireNonNull(descriptors.get(artifact), artifact);
    }

    private static String artifactAt(String place) {
        Matcher matcher = ARTIFACT.matcher(place);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String artifactOf(ModuleDescriptor descriptor) {
        return "migration-" + descriptor.name().substring(ROOT.length() + 1);
    }
}
