package org.duograph.survey.study;

import java.util.List;

/**
 * Questions that stand on one page.
 *
 * @param name how the page is called in addresses and in the drop-out by page
 * @param introduction what to know before answering; may be empty
 * @param eachFramework whether there is one page per framework, in the participant's order
 * @param shuffle whether chance decides the order of the questions
 * @param showIf when the page is there
 */
public record Section(
        String name,
        Texts title,
        Texts introduction,
        boolean eachFramework,
        Shuffle shuffle,
        Condition showIf,
        List<Question> questions) {

    public Section {
        questions = List.copyOf(questions);
    }

    /** The questions whose order chance can decide: what is only read keeps its place. */
    List<Question> shuffled() {
        return questions.stream().filter(question -> question.kind() != Kind.INFO).toList();
    }
}
