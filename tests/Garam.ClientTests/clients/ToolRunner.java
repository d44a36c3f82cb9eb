import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs Kafka's command-line tools one after the other in one process, because a process of its own costs each of them two seconds of
 * start-up. A line in: ["class", "argument", …]. A line out: {"exit", "output", "error"}.
 */
public final class ToolRunner {
    /** A tool that nobody answers waits for a minute; the test wants to know which one it was. */
    private static final int TOOL_SECONDS_MAX = 15;

    /** As timeout(1) has it. */
    private static final int TIMED_OUT = 124;

    private static volatile CompletableFuture<Integer> exit;

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        ObjectMapper json = new ObjectMapper();
        Exit.setExitProcedure((code, message) -> end(code));
        Exit.setHaltProcedure((code, message) -> end(code));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            ByteArrayOutputStream error = new ByteArrayOutputStream();
            System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
            int exit = run(json.readTree(line));
            ObjectNode answer = json.createObjectNode().put("exit", exit);
            answer.put("output", output.toString(StandardCharsets.UTF_8)).put("error", error.toString(StandardCharsets.UTF_8));
            answers.println(answer);
            answers.flush();
        }
    }

    /** A tool gets a thread of its own: some catch whatever is thrown in them, so that a call of exit can only be made to never return. */
    private static int run(JsonNode command) throws Exception {
        List<String> arguments = new ArrayList<>();
        command.forEach(word -> arguments.add(word.asText()));
        Method main = Class.forName(arguments.remove(0)).getMethod("main", String[].class);
        exit = new CompletableFuture<>();
        Thread tool = new Thread(() -> {
            try {
                main.invoke(null, (Object) arguments.toArray(new String[0]));
                exit.complete(0);
            } catch (ReflectiveOperationException e) {
                e.getCause().printStackTrace();
                exit.complete(1);
            }
        });
        tool.setDaemon(true);
        tool.start();
        try {
            return exit.get(TOOL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return TIMED_OUT;
        }
    }

    private static void end(int code) {
        exit.complete(code);
        while (true) {
            LockSupport.park();
        }
    }
}
