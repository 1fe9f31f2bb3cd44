package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Makes of a question what one participant sees of it: in one scope, texts filled in, shuffled. */
final class PromptMaker {
    private final Question question;
    private final Scope scope;
    private final Told told;
    private final Drawn drawn;

    PromptMaker(Question question, Scope scope, Told told, Drawn drawn) {
        this.question = question;
        this.scope = scope;
        this.told = told;
        this.drawn = drawn;
    }

    Prompt prompt() {
        List<Field> fields = new ArrayList<>();
        for (Item part : parts()) {
            fields.add(field(part));
        }
        if (!question.other().isEmpty()) {
            Item words = new Item(Question.OTHER, question.other());
            fields.add(field(words, Field.Type.WORDS, List.of()));
        }
        return new Prompt(
                question,
                question.name() + scope.suffix(),
                fill(question.text()),
                fill(question.hint()),
                fields);
    }

    /** What has a field of its own; the whole question is a part without a code. */
    private List<Item> parts() {
        return switch (question.kind()) {
            case MULTIPLE, RANKING -> drawn.options(question, question.options());
            case MATRIX, SEMANTIC_DIFFERENTIAL -> drawn.options(question, question.rows());
            case INFO -> List.of();
            default -> List.of(new Item("", question.text()));
        };
    }

    private Field field(Item part) {
        return switch (question.kind()) {
            case MULTIPLE -> field(part, Field.Type.TICK, List.of());
            case RANKING -> field(part, Field.Type.CHOICE, ranks());
            case NUMBER, MINUTES, SLIDER -> field(part, Field.Type.NUMBER, List.of());
            case DATE -> field(part, Field.Type.DATE, List.of());
            case TEXT -> field(part, Field.Type.WORDS, List.of());
            case SINGLE ->
                    field(part, Field.Type.CHOICE, drawn.options(question, question.options()));
            default -> field(part, Field.Type.CHOICE, question.optionsOf(part));
        };
    }

    private Field field(Item part, Field.Type type, List<Item> options) {
        String point = part.code().isEmpty() ? "" : ".";
        return new Field(
                question.name() + point + part.code() + scope.suffix(),
                type,
                fill(part.label()),
                options.stream().map(this::fill).toList(),
                question,
                scope.framework(),
                scope.environment());
    }

    private Item fill(Item item) {
        Texts filled = fill(item.label());
        return filled == item.label() ? item : new Item(item.code(), filled);
    }

    private Texts fill(Texts texts) {
        return told.fill(texts, scope);
    }

    private List<Item> ranks() {
        List<String> languages = List.copyOf(question.text().byLanguage().keySet());
        return IntStream.rangeClosed(1, question.options().size())
                .mapToObj(String::valueOf)
                .map(rank -> new Item(rank, Texts.same(languages, rank)))
                .toList();
    }
}
