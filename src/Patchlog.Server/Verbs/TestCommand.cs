using System.CommandLine;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Trying;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog test</c>: tries the cases in <c>tests/</c> of a bundle, without a server.</summary>
static class TestCommand
{
    const string Cases = "tests";

    /// <summary>The verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var folder = new Argument<string>("dir") { Description = "The folder of the bundle." };
        var filter = new Option<string?>("--filter")
        {
            Description = "Only cases with this text in their description or in the name of their file.",
            HelpName = "text",
        };
        var json = new Option<bool>("--json") { Description = "Answer with a line of JSON for each case." };

        var command = new CliCommand(
            "test",
            "Try the cases in tests/*.json of a bundle. Exit code 1 if some fail, 2 if the bundle or a case has "
            + "faults, or there is none to try.")
        {
            folder, filter, json,
        };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (_, answer, token) => RunAsync(
                parsed.GetValue(folder) ?? "", parsed.GetValue(filter) ?? "", answer, token),
            cancellation));

        return command;
    }

    static async Task<int> RunAsync(
        string folder, string filter, VerbAnswer answer, CancellationToken cancellation)
    {
        var (bundle, faults, _) = BundleFolder.Compile(folder, cancellation);
        if (bundle is null)
        {
            answer.Refuse("The bundle has faults.", faults.Select(fault => fault.ToString()));
            return BundleFolder.Unreadable;
        }

        var (cases, wrong) = await ReadAsync(folder, cancellation);
        if (wrong.Count > 0)
        {
            answer.Refuse("The cases have faults.", wrong.Select(fault => fault.ToString()));
            return BundleFolder.Unreadable;
        }

        var wanted = cases.Where(test => IsWanted(test, filter)).ToList();
        if (wanted.Count == 0)
        {
            answer.Refuse($"There is no case to try in {Path.Combine(folder, Cases)}.");
            return BundleFolder.Unreadable;
        }

        var runner = new CaseRunner(bundle);
        var (passed, failed) = (0, 0);
        foreach (var test in wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = runner.Run(test);
            if (result.HasPassed)
                passed++;
            else
                failed++;

            if (answer.IsJson)
                WriteJson(answer, result);
            else if (!result.HasPassed)
                Write(result);
        }

        answer.Line($"{passed} passed, {failed} failed");

        return failed == 0 ? 0 : BundleFolder.Faulty;
    }

    static bool IsWanted(TestCase test, string filter) =>
        test.Description.Contains(filter, StringComparison.OrdinalIgnoreCase)
        || test.File.Contains(filter, StringComparison.OrdinalIgnoreCase);

    static async Task<(List<TestCase> Cases, List<BundleFault> Faults)> ReadAsync(
        string folder, CancellationToken cancellation)
    {
        var (cases, faults) = (new List<TestCase>(), new List<BundleFault>());
        var place = Path.Combine(folder, Cases);
        if (!Directory.Exists(place))
            return (cases, faults);

        foreach (var path in Directory.EnumerateFiles(place, "*.json").Order(StringComparer.Ordinal))
        {
            var name = $"{Cases}/{Path.GetFileName(path)}";
            if (new FileInfo(path).Length > BundleLimits.MaxFileBytes)
            {
                faults.Add(new(name, $"The file has more than {BundleLimits.MaxFileBytes} bytes."));
                continue;
            }

            var content = await File.ReadAllBytesAsync(path, cancellation);
            if (!BundleFile.TryRead(name, content, out var file, out var fault))
                faults.Add(fault);
            else if (CaseFile.TryRead(file, out var read, out var wrong))
                cases.AddRange(read);
            else
                faults.AddRange(wrong);
        }

        return (cases, faults);
    }

    static void Write(CaseResult result)
    {
        Console.WriteLine($"failed: {result.Case.File}:{result.Case.Line}: {result.Case.Description}");
        foreach (var difference in result.Differences)
        {
            var detail = difference.Detail.Replace("\n", "\n      ", StringComparison.Ordinal);
            Console.WriteLine($"    {difference.Pointer}: {detail}");
        }
    }

    static void WriteJson(VerbAnswer answer, CaseResult result)
    {
        using var writer = new JsonWriter();
        writer.BeginObject().Member("file", result.Case.File).Member("line", result.Case.Line)
            .Member("description", result.Case.Description).Member("passed", result.HasPassed)
            .Name("differences").BeginArray();
        foreach (var difference in result.Differences)
        {
            writer.BeginObject().Member("pointer", difference.Pointer).Member("detail", difference.Detail);
            if (difference.Expected is { } expected)
                writer.Member("expected", expected);

            if (difference.Actual is { } actual)
                writer.Member("actual", actual);

            writer.End();
        }

        writer.End().End();
        answer.Write(writer);
    }
}
