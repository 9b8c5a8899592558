package dev.passage.migration.render;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Text within the quotes of a Mermaid label. Whatever could end the quotes, begin a directive, a link or a tag, or be taken
 * for Markdown becomes a character code, so that a hostile title stays text.
 */
final class ChartLabel {
    private static final int LONGEST_LINE = 80;

    private ChartLabel() {}

    static String of(List<String> lines) {
        return lines.stream()
                .map(line -> escaped(PlainText.cut(PlainText.line(line), LONGEST_LINE)))
                .collect(Collectors.joining("<br/>"));
    }

    private static String escaped(String line) {
        StringBuilder label = new StringBuilder();
        int[] characters = line.codePoints().toArray();
        for (int place = 0; place < characters.length; place++) {
            if (isPlain(characters, place)) {
                label.appendCodePoint(characters[place]);
            } else {
                label.append('#').append(characters[place]).append(';');
            }
        }
        return label.toString();
    }

    private static boolean isPlain(int[] line, int place) {
        int character = line[place];
        if (Character.isLetterOrDigit(character) || character == ' ' || character == ',') {
            return true;
        }
        // A hyphen within a word is no list, a full stop behind a word neither a list nor a link.
        boolean afterWord = place > 0 && Character.isLetter(line[place - 1]);
        boolean beforeBlank = place + 1 == line.length || line[place + 1] == ' ';
        return afterWord && (character == '.' ? beforeBlank : character == '-' && !beforeBlank);
    }
}
