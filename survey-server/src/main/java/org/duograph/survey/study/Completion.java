package org.duograph.survey.study;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a participant goes who is done, mostly back to the panel that is told so.
 *
 * @param address an address of the web; behind its question mark, {@value #PANEL} and {@value
 *     #CODE} stand for what differs from participant to participant
 */
public record Completion(String address) {

    /** Stands for the participant's identifier in the panel. */
    static final String PANEL = "{panel}";

    /** Stands for the name of the response, which tells nothing and opens nothing. */
    static final String CODE = "{code}";

    private static final int LONGEST = 1000;

    static Completion read(Entry entry) {
        String address = entry.text();
        String filled = address.replace(PANEL, "x").replace(CODE, "x");
        int query = (address + "?").indexOf('?');
        if (address.length() > LONGEST || !isOfTheWeb(filled)) {
            throw entry.error(
                    "completion: '"
                            + address.substring(0, Math.min(address.length(), 80))
                            + "' is no whole address that begins with https://, such as"
                            + " https://panel.example/done?id={panel}&code={code}");
        }
        if (address.substring(0, query).contains("{")) {
            throw entry.error(
                    "completion: {panel} and {code} can stand behind the question mark of the"
                            + " address only, as in https://panel.example/done?id={panel}");
        }
        return new Completion(address);
    }

    private static boolean isOfTheWeb(String address) {
        try {
            URI uri = new URI(address);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    boolean namesPanel() {
        return address.contains(PANEL);
    }

    boolean namesCode() {
        return address.contains(CODE);
    }

    /** The address for one participant; none where it needs an identifier and there is none. */
    public Optional<String> link(Optional<String> panel, String code) {
        if (namesPanel() && panel.isEmpty()) {
            return Optional.empty();
        }
        String coded = address.replace(CODE, encode(code));
        return Optional.of(coded.replace(PANEL, encode(panel.orElse(""))));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
