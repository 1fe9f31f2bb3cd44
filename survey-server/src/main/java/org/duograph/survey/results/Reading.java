package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Drawn;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.Prompt;
import org.duograph.survey.study.Question;
import org.duograph.survey.study.Study;

/**
 * Reads responses by the version of the study that they were given to: what each answer means, and
 * what was asked at all. Not for several threads at a time.
 */
public final class Reading {

    /** Beyond this, what is asked differs from one to the next and is not worth keeping. */
    private static final int MOST_KEPT = 20_000;

    private final Map<Integer, Version> versions = new HashMap<>();
    private final Version latest;

    Reading(List<Study> versions, List<AskedField> columns) {
        for (Study study : versions) {
            this.versions.put(study.version(), new Version(study, columns));
        }
        latest = this.versions.get(versions.get(versions.size() - 1).version());
    }

    /** A version of the study, made ready for reading many responses to it. */
    private static final class Version {
        private final Study study;
        private final List<String> deciding;
        private final Map<String, AskedField> columns = new LinkedHashMap<>();

        /** The fields of each question of which any number of boxes can be ticked. */
        private final List<List<String>> boxes = new ArrayList<>();

        /** Of the words of "other", the choice that they belong to. */
        private final Map<String, String> choices = new HashMap<>();

        private final Map<List<String>, Set<String>> asked = new HashMap<>();

        /** Equal sets of names, each once: many responses then take little memory. */
        private final Map<Set<String>, Set<String>> known = new HashMap<>();

        Version(Study study, List<AskedField> all) {
            this.study = study;
            this.deciding = study.deciding().stream().sorted().toList();
            for (AskedField column : all) {
                if (column.versions().contains(study.version())) {
                    columns.put(column.field().name(), column);
                }
            }
            study.pages().forEach(page -> page.prompts().forEach(this::note));
        }

        private void note(Prompt prompt) {
            List<String> names = prompt.fields().stream().map(Field::name).toList();
            Kind kind = prompt.question().kind();
            if (kind == Kind.MULTIPLE) {
                boxes.add(names);
            } else if (kind == Kind.SINGLE && names.size() > 1) {
                choices.put(names.get(1), names.get(0));
            }
        }

        /** The fields that were asked. Who answers alike where it decides is asked alike. */
        Set<String> asked(Response response) {
            Answers answers = response.answers();
            List<String> key = new ArrayList<>();
            key.add(Drawn.read(response.order()).group().orElse(""));
            deciding.forEach(name -> key.add(answers.get(name).orElse("")));
            choices.forEach((words, choice) -> key.add(isOther(answers, choice) ? "1" : "0"));
            if (asked.size() > MOST_KEPT) {
                asked.clear();
            }
            return asked.computeIfAbsent(key, k -> walk(response));
        }

        private Set<String> walk(Response response) {
            Set<String> names = new HashSet<>();
            study.pages(response.order(), response.answers())
                    .forEach(page -> page.fields().forEach(field -> names.add(field.name())));
            choices.forEach(
                    (words, choice) -> {
                        if (!isOther(response.answers(), choice)) {
                            names.remove(words);
                        }
                    });
            return known.computeIfAbsent(names, Set::copyOf);
        }

        private static boolean isOther(Answers answers, String choice) {
            return answers.get(choice).filter(Question.OTHER::equals).isPresent();
        }
    }

    /** Reads a response. */
    public Read read(Response response) {
        Version version = versions.getOrDefault(response.version(), latest);
        return new Read(response, version, version.asked(response));
    }

    /** One response, as its version means it. */
    public static final class Read {
        private final Response response;
        private final Version version;
        private final Set<String> asked;

        private Read(Response response, Version version, Set<String> asked) {
            this.response = response;
            this.version = version;
            this.asked = asked;
        }

        public Response response() {
            return response;
        }

        /** The version of the study that was answered. */
        public Study study() {
            return version.study;
        }

        /** The names of the fields that were asked; the same set for all who were asked alike. */
        Set<String> asked() {
            return asked;
        }

        /** By name of a field, what this version means by it; in the study's order. */
        Map<String, AskedField> columns() {
            return version.columns;
        }

        /** The answers by column. */
        public Map<String, String> answers() {
            Map<String, String> answers = new LinkedHashMap<>();
            response.answers()
                    .values()
                    .forEach(
                            (name, value) -> {
                                AskedField column = version.columns.get(name);
                                if (column != null) {
                                    answers.put(column.column(), value);
                                }
                            });
            return answers;
        }

        /** What became of a column. */
        public Status status(AskedField column) {
            Field field = column.field();
            String name = field.name();
            if (version.columns.get(name) == null
                    || !version.columns.get(name).column().equals(column.column())) {
                return Status.NOT_ASKED;
            }
            if (field.type() == Field.Type.TICK && answeredBoxes().contains(column)) {
                return Status.ANSWERED;
            }
            String value = response.answers().get(name).orElse("");
            if (value.isEmpty()) {
                return asked.contains(name) ? Status.NO_ANSWER : Status.NOT_ASKED;
            }
            return isDeclined(field, value) ? Status.DECLINED : Status.ANSWERED;
        }

        /** The boxes to tick, ticked or not, of questions that were answered. */
        List<AskedField> answeredBoxes() {
            return version.boxes.stream()
                    .filter(this::anyTicked)
                    .flatMap(List::stream)
                    .map(version.columns::get)
                    .filter(box -> box.field().type() == Field.Type.TICK)
                    .toList();
        }

        private boolean anyTicked(List<String> boxes) {
            return boxes.stream().anyMatch(name -> response.answers().get(name).isPresent());
        }
    }

    /** Whether a value is the option not to answer. */
    static boolean isDeclined(Field field, String value) {
        return field.type() == Field.Type.CHOICE && value.equals(Question.DECLINED);
    }
}
