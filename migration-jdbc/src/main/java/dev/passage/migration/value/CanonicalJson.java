package dev.passage.migration.value;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for all spellings of a JSON document that mean the same: without white space, members sorted by name and the last of
 * equal names kept, escapes resolved, numbers without exponent or trailing zeros. A text that is not JSON stays as it is.
 */
final class CanonicalJson {
    private final String text;
    private int at;

    private CanonicalJson(String text) {
        this.text = text;
    }

    static String of(String text) {
        CanonicalJson parser = new CanonicalJson(text);
        try {
            StringBuilder out = new StringBuilder(text.length());
            parser.value(out);
            parser.skipSpace();
            return parser.at == text.length() ? out.toString() : text;
        } catch (IndexOutOfBoundsException | IllegalArgumentException notJson) {
            return text;
        }
    }

    private void value(StringBuilder out) {
        skipSpace();
        char next = text.charAt(at);
        if (next == '{') {
            object(out);
        } else if (next == '[') {
            array(out);
        } else if (next == '"') {
            quote(string(), out);
        } else if (next == '-' || Character.isDigit(next)) {
            number(out);
        } else {
            word(out);
        }
    }

    private void object(StringBuilder out) {
        Map<String, String> members = new TreeMap<>();
        at++;
        skipSpace();
        boolean more = text.charAt(at) != '}';
        while (more) {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            StringBuilder value = new StringBuilder();
            value(value);
            members.put(name, value.toString());
            skipSpace();
            more = text.charAt(at) == ',';
            at += more ? 1 : 0;
        }
        expect('}');
        out.append('{');
        String separator = "";
        for (Map.Entry<String, String> member : members.entrySet()) {
            out.append(separator);
            quote(member.getKey(), out);
            out.append(':').append(member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void array(StringBuilder out) {
        at++;
        skipSpace();
        out.append('[');
        boolean more = text.charAt(at) != ']';
        while (more) {
            value(out);
            skipSpace();
            more = text.charAt(at) == ',';
            if (more) {
                at++;
                out.append(',');
            }
        }
        expect(']');
        out.append(']');
    }

    private String string() {
        expect('"');
        StringBuilder content = new StringBuilder();
        while (text.charAt(at) != '"') {
            char next = text.charAt(at++);
            content.append(next == '\\' ? escaped() : next);
        }
        at++;
        return content.toString();
    }

    private char escaped() {
        char code = text.charAt(at++);
        return switch (code) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            case '"', '\\', '/' -> code;
            default -> throw new IllegalArgumentException("Not JSON.");
        };
    }

    private static void quote(String content, StringBuilder out) {
        out.append('"')
                .append(content.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    private void number(StringBuilder out) {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        BigDecimal value = new BigDecimal(text.substring(from, at)).stripTrailingZeros();
        out.append(value.unscaledValue()).append('e').append(-value.scale());
    }

    private void word(StringBuilder out) {
        for (String word : new String[] {"true", "false", "null"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                out.append(word);
                return;
            }
        }
        throw new IllegalArgumentException("Not JSON.");
    }

    private void expect(char wanted) {
        if (text.charAt(at++) != wanted) {
            throw new IllegalArgumentException("Not JSON.");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
