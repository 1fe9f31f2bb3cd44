package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes through a study once, from the first question to the last, and makes its pages. Conditions
 * look back only, at questions that are themselves shown, so one pass settles all of them.
 */
final class Walk {
    private final Study study;
    private final Drawn drawn;
    private final Optional<Answers> answers;
    private final Map<String, String> shown = new HashMap<>();
    private final Told told = new Told(shown);

    /**
     * @param answers what a participant answered so far; empty to see all that can be asked
     */
    Walk(Study study, Drawn drawn, Optional<Answers> answers) {
        this.study = study;
        this.drawn = drawn;
        this.answers = answers;
        drawn.group().ifPresent(code -> shown.put(Drawn.GROUP, code));
    }

    List<Page> pages() {
        List<Item> frameworks =
                drawn.frameworks().stream()
                        .flatMap(
                                code ->
                                        study.frameworks().stream()
                                                .filter(f -> f.code().equals(code)))
                        .toList();
        List<Page> pages = new ArrayList<>();
        for (Section section : study.sections()) {
            for (Optional<Item> framework : repeats(section.eachFramework(), frameworks)) {
                Scope scope = new Scope(framework, Optional.empty());
                if (applies(section.showIf(), scope)) {
                    List<Prompt> prompts = prompts(section, framework);
                    if (!prompts.isEmpty()) {
                        pages.add(page(section, scope, prompts));
                    }
                    prompts.forEach(told::add);
                }
            }
        }
        return pages;
    }

    private List<Prompt> prompts(Section section, Optional<Item> framework) {
        List<Prompt> prompts = new ArrayList<>();
        for (Question question : drawn.questions(section)) {
            for (Optional<Item> environment :
                    repeats(question.eachEnvironment(), study.environments())) {
                Scope scope = new Scope(framework, environment);
                if (applies(question.showIf(), scope)) {
                    Prompt prompt = new PromptMaker(question, scope, told, drawn).prompt();
                    prompts.add(prompt);
                    prompt.fields().forEach(this::note);
                }
            }
        }
        return prompts;
    }

    private boolean applies(Condition condition, Scope scope) {
        return answers.isEmpty() || condition.holds(scope, shown);
    }

    private void note(Field field) {
        answers.flatMap(a -> a.get(field.name()))
                .ifPresent(value -> shown.put(field.name(), value));
    }

    private Page page(Section section, Scope scope, List<Prompt> prompts) {
        return new Page(
                section.name() + scope.suffix(),
                told.fill(section.title(), scope),
                told.fill(section.introduction(), scope),
                prompts);
    }

    private static List<Optional<Item>> repeats(boolean each, List<Item> items) {
        return each ? items.stream().map(Optional::of).toList() : List.of(Optional.empty());
    }
}
