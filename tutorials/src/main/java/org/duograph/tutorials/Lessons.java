package org.duograph.tutorials;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Suggestion;
import org.duograph.tutorials.basics.BasicsChecks;
import org.duograph.tutorials.basics.FirstNet;
import org.duograph.tutorials.characters.CharRnn;
import org.duograph.tutorials.characters.CharactersChecks;
import org.duograph.tutorials.cifar10.Cifar10Checks;
import org.duograph.tutorials.cifar10.SixLayers;
import org.duograph.tutorials.clothes.Clothes;
import org.duograph.tutorials.clothes.ClothesChecks;
import org.duograph.tutorials.compiler.CompilerChecks;
import org.duograph.tutorials.compiler.FromNetToPlan;
import org.duograph.tutorials.control.ControlChecks;
import org.duograph.tutorials.control.DecideAndRepeat;
import org.duograph.tutorials.convolution.ConvolutionChecks;
import org.duograph.tutorials.convolution.FastConvolution;
import org.duograph.tutorials.debugging.DebuggingChecks;
import org.duograph.tutorials.debugging.WhenItDoesNotLearn;
import org.duograph.tutorials.faces.FacesChecks;
import org.duograph.tutorials.faces.TwoWays;
import org.duograph.tutorials.gradients.GradientChecks;
import org.duograph.tutorials.gradients.HowGradientsWork;
import org.duograph.tutorials.operator.OperatorChecks;
import org.duograph.tutorials.operator.WriteAnOperator;
import org.duograph.tutorials.regression.RegressionChecks;
import org.duograph.tutorials.regression.ToyRegression;
import org.duograph.tutorials.seeing.Seeing;
import org.duograph.tutorials.seeing.SeeingChecks;
import org.duograph.tutorials.sequences.FirstSequences;
import org.duograph.tutorials.sequences.SequencesChecks;
import org.duograph.tutorials.sessions.FirstSession;
import org.duograph.tutorials.sessions.SessionsChecks;
import org.duograph.tutorials.zoo.ModelZoo;
import org.duograph.tutorials.zoo.ZooChecks;

/**
 * The lessons by name, to start one: {@code ./mvnw -q -Plesson -Dlesson=basics}, and once something
 * has run, {@code tutorials/lesson basics}, which leaves Maven out ({@link RunAgain}). Without a
 * name it lists them.
 *
 * <p>With {@code -Dexercise=1} it checks the first exercise of the lesson instead of running it.
 */
public final class Lessons {
    private static final Map<String, Lesson> ALL = new LinkedHashMap<>();

    static {
        ALL.put(
                "basics",
                new Lesson(
                        "First net and workspace",
                        FirstNet::main,
                        BasicsChecks.of(new org.duograph.tutorials.basics.Exercises())));
        ALL.put(
                "sessions",
                new Lesson(
                        "Tensors, graphs, sessions",
                        FirstSession::main,
                        SessionsChecks.of(new org.duograph.tutorials.sessions.Exercises())));
        ALL.put(
                "faces",
                new Lesson(
                        "Two ways to write the same program",
                        TwoWays::main,
                        FacesChecks.of(new org.duograph.tutorials.faces.Exercises())));
        ALL.put(
                "gradients",
                new Lesson(
                        "How gradients work",
                        HowGradientsWork::main,
                        GradientChecks.of(new org.duograph.tutorials.gradients.Exercises())));
        ALL.put(
                "regression",
                new Lesson(
                        "Toy regression",
                        ToyRegression::main,
                        RegressionChecks.of(new org.duograph.tutorials.regression.Exercises())));
        ALL.put(
                "debugging",
                new Lesson(
                        "When it does not learn",
                        WhenItDoesNotLearn::main,
                        DebuggingChecks.of(new org.duograph.tutorials.debugging.Exercises())));
        ALL.put(
                "control",
                new Lesson(
                        "Nets that decide and repeat",
                        DecideAndRepeat::main,
                        ControlChecks.of(new org.duograph.tutorials.control.Exercises())));
        ALL.put(
                "sequences",
                new Lesson(
                        "Sequences",
                        FirstSequences::main,
                        SequencesChecks.of(new org.duograph.tutorials.sequences.Exercises())));
        ALL.put(
                "clothes",
                new Lesson(
                        "Telling clothes apart",
                        Clothes::main,
                        ClothesChecks.of(new org.duograph.tutorials.clothes.Exercises())));
        ALL.put(
                "cifar10",
                new Lesson(
                        "The 6-layer net on CIFAR-10",
                        SixLayers::main,
                        Cifar10Checks.of(new org.duograph.tutorials.cifar10.Exercises())));
        ALL.put(
                "zoo",
                new Lesson(
                        "Put a trained net to work",
                        ModelZoo::main,
                        ZooChecks.of(new org.duograph.tutorials.zoo.Exercises())));
        ALL.put(
                "characters",
                new Lesson(
                        "A net that writes like Newton",
                        CharRnn::main,
                        CharactersChecks.of(new org.duograph.tutorials.characters.Exercises())));
        ALL.put(
                "compiler",
                new Lesson(
                        "What happens to your net",
                        FromNetToPlan::main,
                        CompilerChecks.of(new org.duograph.tutorials.compiler.Exercises())));
        ALL.put(
                "operator",
                new Lesson(
                        "Write your own operator",
                        WriteAnOperator::main,
                        OperatorChecks.of(new org.duograph.tutorials.operator.Exercises())));
        ALL.put(
                "convolution",
                new Lesson(
                        "How a convolution gets fast",
                        FastConvolution::main,
                        ConvolutionChecks.of(new org.duograph.tutorials.convolution.Exercises())));
        ALL.put(
                "seeing",
                new Lesson(
                        "Seeing",
                        Seeing::main,
                        SeeingChecks.of(new org.duograph.tutorials.seeing.Exercises())));
    }

    private Lessons() {}

    private record Lesson(String title, Program program, List<Exercise> exercises) {}

    private interface Program {
        void main(String[] args) throws Exception;
    }

    /**
     * Runs the lesson that the first argument names, with the other arguments; or, where the system
     * property {@code exercise} is a number, checks that exercise of it.
     */
    public static void main(String[] args) throws Exception {
        RunAgain.remember();
        String name = args.length == 0 ? "" : args[0];
        String exercise = System.getProperty("exercise", "");
        if (!ALL.containsKey(name)) {
            list(name);
        } else if (exercise.isEmpty()) {
            run(ALL.get(name), Arrays.copyOfRange(args, 1, args.length));
        } else {
            check(name, ALL.get(name).exercises, exercise);
        }
    }

    private static void run(Lesson lesson, String[] args) throws Exception {
        try {
            lesson.program.main(args);
        } catch (IOException e) { // data or a folder; the message says what to do
            System.err.println("The lesson can't go on. " + e.getMessage());
            System.exit(2);
        }
    }

    private static void list(String name) {
        if (!name.isEmpty()) {
            String near = Suggestion.among(name, ALL.keySet());
            System.out.println("There is no lesson \"" + name + "\"" + near + "\n");
        }
        System.out.println("Run a lesson by its name: ./mvnw -q -Plesson -Dlesson=NAME");
        System.out.println("Run it again, without Maven: tutorials/lesson NAME");
        System.out.println("In the order in which they build on each other:");
        ALL.forEach((key, lesson) -> System.out.printf("  %-11s %s%n", key, lesson.title));
        System.out.println("Check an exercise of a lesson by its number: -Dexercise=1");
        if (!name.isEmpty()) {
            System.exit(2);
        }
    }

    private static void check(String lesson, List<Exercise> exercises, String number) {
        int index = number.matches("[1-9]") ? Integer.parseInt(number) - 1 : exercises.size();
        if (index < exercises.size()) {
            Exercise exercise = exercises.get(index);
            System.out.printf("Exercise %s: %s%n%n", number, exercise.title());
            System.out.println(exercise.task() + "\n\n" + exercise.verdict());
            return;
        }
        System.out.printf("The lesson \"%s\" has no exercise %s.%n", lesson, number);
        System.out.println("Check one of its exercises by its number: -Dexercise=NUMBER");
        for (int i = 0; i < exercises.size(); i++) {
            System.out.printf("  %d  %s%n", i + 1, exercises.get(i).title());
        }
    }
}
