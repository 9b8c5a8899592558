package dev.passage.migration.render;

import java.util.Locale;

/**
 * Text from a user, made fit for one line that a person reads: a title or a note can neither begin a line of its own, nor send
 * control codes to a terminal, nor reverse the order of what is shown.
 *
 * @since 0.1.0
 */
public final class PlainText {

    private PlainText() {}

    /**
     * Returns the text on one line.
     *
     * @param text any text
     * @return the text with each run of white space as one blank, and what cannot be seen as a visible code
     */
    public static String line(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(character -> add(plain, character));
        return plain.toString().strip();
    }

    /**
     * Returns a line, cut when it is too long.
     *
     * @param line the line
     * @param length how many characters at the most, 4 or more
     * @return the line, with three dots in place of what was cut
     */
    public static String cut(String line, int length) {
        if (line.length() <= length) {
            return line;
        }
        int end = length - 3;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "...";
    }

    /**
     * Returns a constant as a word in a sentence.
     *
     * @param constant for example {@code ROLLING_BACK}
     * @return for example {@code rolling back}
     */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void add(StringBuilder plain, int character) {
        if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
            if (plain.length() > 0 && plain.charAt(plain.length() - 1) != ' ') {
                plain.append(' ');
            }
        } else if (isVisible(character)) {
            plain.appendCodePoint(character);
        } else {
            plain.append(String.format(Locale.ROOT, "\\u{%04x}", character));
        }
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
