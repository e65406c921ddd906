using System.CommandLine;
using Patchlog.Json;

namespace Patchlog.Server.Verbs;

/// <summary>
/// What a verb answers on standard output: lines for people as they come, or with <c>--json</c> one JSON document at
/// the end, which is there after a fault, too. Not thread-safe.
/// </summary>
sealed class VerbAnswer
{
    const string OptionName = "--json";

    bool _isWritten;
    JsonObject _document = JsonObject.Empty;

    VerbAnswer(bool isJson) => IsJson = isJson;

    /// <summary>The option of a verb that answers so.</summary>
    public static Option<bool> CreateOption() => new(OptionName)
    {
        Description = "Answer with one JSON document: verb, exitCode, and what there is to tell, or error.",
    };

    /// <summary>An answer that is for people only.</summary>
    public static VerbAnswer ForPeople() => new(isJson: false);

    /// <summary>The answer to a command line.</summary>
    public static VerbAnswer To(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at?.Command is not (null or RootCommand);)
        {
            names.Push(at.Command.Name);
            at = at.Parent as System.CommandLine.Parsing.CommandResult;
        }

        var answer = new VerbAnswer(parsed.GetValue<bool>(OptionName));
        answer.Add("verb", string.Join(' ', names));

        return answer;
    }

    /// <summary>Whether it is for programs.</summary>
    public bool IsJson { get; }

    /// <summary>
    /// Writes a document of the verb's own in a line, now: then the answer has nothing to add at its end.
    /// </summary>
    public void Write(JsonWriter document)
    {
        _isWritten = true;
        WriteLine(document);
    }

    /// <summary>A line for people.</summary>
    public void Line(string text)
    {
        if (!IsJson)
            Console.WriteLine(text);
    }

    /// <summary>A text as it is, for people; for programs the member <c>text</c>.</summary>
    public void Text(string text)
    {
        Add("text", text);
        if (!IsJson)
            Console.Write(text);
    }

    /// <summary>A member for programs. A later one of the same name takes its place.</summary>
    public void Add(string name, JsonValue value) => _document = _document.With(name, value);

    /// <summary>A member for programs that is an array.</summary>
    public void Add(string name, IEnumerable<JsonValue> items) => Add(name, (JsonValue)JsonArray.Of([.. items]));

    /// <summary>Tells on standard error why the verb does nothing. Answers its exit code, 1.</summary>
    public int Refuse(string message)
    {
        Add("error", JsonObject.Empty.With("message", message));

        return Verb.Refuse(message);
    }

    /// <summary>The same for faults, which have lines of their own, as a compiler would print them.</summary>
    public int Refuse(string message, IEnumerable<string> faults)
    {
        List<JsonValue> told = [];
        foreach (var fault in faults)
        {
            Console.Error.WriteLine(fault);
            told.Add(fault);
        }

        if (told.Count == 0)
            return Refuse(message);

        Add("error", JsonObject.Empty.With("message", message).With("faults", JsonArray.Of([.. told])));
        return 1;
    }

    /// <summary>Ends the answer. Answers the exit code.</summary>
    public int End(int exitCode)
    {
        if (!IsJson || _isWritten)
            return exitCode;

        using var writer = new JsonWriter();
        writer.Value(_document.With("exitCode", exitCode));
        WriteLine(writer);

        return exitCode;
    }

    static void WriteLine(JsonWriter document)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(document.Written.Span);
        output.WriteByte((byte)'\n');
    }
}
