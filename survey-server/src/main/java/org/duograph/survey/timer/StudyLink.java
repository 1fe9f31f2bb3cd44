package org.duograph.survey.timer;

import java.net.URI;
import java.util.Set;

/**
 * The link of a study, as participants get it, taken apart.
 *
 * @param server address of the server, with a slash at the end
 * @param study the study's id
 */
record StudyLink(URI server, String study) {

    /** Takes {@code https://HOST/s/STUDY} apart; HOST may have a path of its own behind it. */
    static StudyLink of(String link) {
        URI uri;
        try {
            uri = URI.create(link);
        } catch (IllegalArgumentException e) {
            throw wrong(link);
        }
        String path = uri.getPath();
        if (uri.getHost() == null
                || !Set.of("http", "https").contains(uri.getScheme())
                || path == null
                || !path.matches(".*/s/[^/]+/?")) {
            throw wrong(link);
        }
        int mark = path.lastIndexOf("/s/");
        String study = path.substring(mark + 3).replace("/", "");
        URI server = uri.resolve(path.substring(0, mark + 1));
        return new StudyLink(server, study);
    }

    private static IllegalArgumentException wrong(String link) {
        return new IllegalArgumentException(
                "--study wants the study's link, such as http://localhost:8080/s/framework-usability, but got "
                        + link);
    }
}
