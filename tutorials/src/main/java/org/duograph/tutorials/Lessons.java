package org.duograph.tutorials;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.graph.Suggestion;
import org.duograph.tutorials.basics.FirstNet;
import org.duograph.tutorials.characters.CharRnn;
import org.duograph.tutorials.cifar10.SixLayers;
import org.duograph.tutorials.sequences.FirstSequences;
import org.duograph.tutorials.sessions.FirstSession;

/**
 * The lessons by name, to start one: {@code ./mvnw -q -Plesson -Dlesson=basics}. Without a name it
 * lists them.
 */
public final class Lessons {
    private static final Map<String, Lesson> ALL = new LinkedHashMap<>();

    static {
        ALL.put("basics", new Lesson("First net and workspace", FirstNet::main));
        ALL.put("sessions", new Lesson("Tensors, graphs, sessions", FirstSession::main));
        ALL.put("sequences", new Lesson("Sequences", FirstSequences::main));
        ALL.put("cifar10", new Lesson("The 6-layer net on CIFAR-10", SixLayers::main));
        ALL.put("characters", new Lesson("A net that writes like Newton", CharRnn::main));
    }

    private Lessons() {}

    private record Lesson(String title, Program program) {}

    private interface Program {
        void main(String[] args) throws Exception;
    }

    /** Runs the lesson that the first argument names, with the other arguments. */
    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        if (ALL.containsKey(name)) {
            ALL.get(name).program.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (!name.isEmpty()) {
            String near = Suggestion.among(name, ALL.keySet());
            System.out.println("There is no lesson \"" + name + "\"" + near + "\n");
        }
        System.out.println("Run a lesson by its name: ./mvnw -q -Plesson -Dlesson=NAME");
        ALL.forEach((key, lesson) -> System.out.printf("  %-11s %s%n", key, lesson.title));
        if (!name.isEmpty()) {
            System.exit(2);
        }
    }
}
