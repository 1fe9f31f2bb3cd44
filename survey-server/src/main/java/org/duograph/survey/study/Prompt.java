package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One question as one participant sees it, for one framework and environment.
 *
 * @param name the question's name with framework and environment, unique in a study
 * @param text the question, framework and environment filled in
 * @param hint a second line that explains; may be empty
 * @param fields where the answer is given: one, or one per option, item or row; the words of
 *     "other" come last; none if there is nothing to answer
 */
public record Prompt(Question question, String name, Texts text, Texts hint, List<Field> fields) {

    public Prompt {
        fields = List.copyOf(fields);
    }

    /** What is wrong with tidy answers to this question, field by field, then as a whole. */
    List<Problem> check(Answers answers) {
        List<Problem> problems = new ArrayList<>();
        for (Field field : fields) {
            answers.get(field.name()).flatMap(field::check).ifPresent(problems::add);
        }
        if (problems.isEmpty()) {
            switch (question.kind()) {
                case INFO -> {}
                case SINGLE -> checkOther(answers, problems);
                case RANKING -> checkRanks(answers, problems);
                case MULTIPLE -> checkTicks(answers, problems);
                default -> fields.forEach(field -> checkGiven(field, answers, problems));
            }
        }
        return problems;
    }

    private void checkGiven(Field field, Answers answers, List<Problem> problems) {
        if (question.required() && answers.get(field.name()).isEmpty()) {
            problems.add(Problem.at(field.name(), "required"));
        }
    }

    private void checkTicks(Answers answers, List<Problem> problems) {
        boolean none = fields.stream().allMatch(field -> answers.get(field.name()).isEmpty());
        if (question.required() && none) {
            problems.add(Problem.at(fields.get(0).name(), "required"));
        }
    }

    private void checkOther(Answers answers, List<Problem> problems) {
        Field choice = fields.get(0);
        checkGiven(choice, answers, problems);
        if (fields.size() > 1) {
            Field words = fields.get(1);
            boolean other = answers.get(choice.name()).filter(Question.OTHER::equals).isPresent();
            boolean written = answers.get(words.name()).isPresent();
            if (written && !other) {
                problems.add(Problem.at(words.name(), "words_without_other"));
            } else if (other && !written) {
                problems.add(Problem.at(words.name(), "other_without_words"));
            }
        }
    }

    /** All ranks or, if it is not required, none; each rank once. */
    private void checkRanks(Answers answers, List<Problem> problems) {
        Set<String> ranks = new HashSet<>();
        for (Field field : fields) {
            Optional<String> rank = answers.get(field.name());
            if (rank.isPresent() && !ranks.add(rank.get())) {
                problems.add(Problem.at(field.name(), "rank_twice", rank.get()));
            }
        }
        if (problems.isEmpty() && ranks.size() < fields.size()) {
            if (question.required() || !ranks.isEmpty()) {
                fields.stream()
                        .filter(field -> answers.get(field.name()).isEmpty())
                        .forEach(field -> problems.add(Problem.at(field.name(), "rank_missing")));
            }
        }
    }
}
