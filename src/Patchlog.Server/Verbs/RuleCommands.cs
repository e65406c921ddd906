using System.CommandLine;
using System.CommandLine.Invocation;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Rules;
using Patchlog.Rules.Trying;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog rules</c>: tries rules on facts, without a server and without a database.</summary>
static class RuleCommands
{
    /// <summary>The exit code if the rules, the facts, or something else on the command line is faulty.</summary>
    public const int Faulty = 2;

    // The rules are what they must be, but the run did not go to its end.
    const int Failed = 1;

    const int Interrupted = 130;

    const string Name = "rules";

    static readonly Argument<string> Rules = new("file") { Description = "The file with the rules (.nools)." };

    static readonly Argument<string[]> RuleList = new("files")
    {
        Description = "Files with rules (.nools).",
        Arity = ArgumentArity.OneOrMore,
    };

    static readonly Option<string> Facts = new("--facts")
    {
        Description = "The file with the facts: a JSON object with the member facts.",
        HelpName = "facts.json",
        Required = true,
    };

    static readonly Option<bool> Json = new("--json")
    {
        Description = "Answer with one JSON object: fired, bindings, events, emitted, log, facts, compileError, "
            + "assertError, matchError, limitHit.",
    };

    /// <summary>The verb with its own verbs, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var run = new CliCommand(
            "run",
            "Run rules on facts and tell what they did. Exit code 1 if the run failed or met its limit, 2 if the "
            + "rules, the facts or the command line are faulty.")
        {
            Rules, Facts, Json,
        };
        run.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));

        var check = new CliCommand(
            "check", "Compile rule files and print their faults, one a line. Exit code 2 if there are any.")
        {
            RuleList, VerbAnswer.CreateOption(),
        };
        check.SetAction(Check);

        return new(Name, "Work with rules, without a server.") { run, check };
    }

    /// <summary>Whether the command line is one of these verbs, with options or arguments that it has not.</summary>
    public static bool IsMisused(ParseResult parsed) =>
        parsed.Action is ParseErrorAction
        && (parsed.CommandResult.Command.Name == Name
            || parsed.CommandResult.Parent is System.CommandLine.Parsing.CommandResult { Command.Name: Name });

    static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var path = parsed.GetRequiredValue(Facts);
        if (!RuleFiles.TryOpen(parsed.GetRequiredValue(Rules), out var files, out var fault)
            || !BoundedFile.TryRead(path, BundleLimits.MaxFileBytes, out var text, out fault))
        {
            return Print([new(RuleFaultCodes.Unreadable, fault.Detail, fault.File)], Faulty);
        }

        if (!FactsFile.TryRead(path, text, out var facts, out var faults))
            return Print(faults, Faulty);

        var run = RuleRun.Of(files.Source, facts, OptionsOf(files), new() { Cancellation = cancellation });
        if (cancellation.IsCancellationRequested)
        {
            Verb.Refuse("interrupted");
            return Interrupted;
        }

        return Report(run.Relocate(Locate), parsed.GetValue(Json));

        // Where no rule is to blame, it is the fact that could not be asserted.
        RuleFault Locate(RuleFault found) => found.File is null && run.RefusedFact is { } fact
            ? facts.FaultAt(fact, found.Code, found.Message)
            : files.Locate(found);
    }

    static int Report(RuleRun run, bool isJson)
    {
        if (isJson)
            RunReport.WriteJson(run);
        else if (run.CompileErrors.Count == 0)
            RunReport.Write(run);

        if (run.CompileErrors.Count > 0)
            return Print(run.CompileErrors, Faulty);

        return run.Faults.Any() ? Print(run.Faults, Failed) : 0;
    }

    static int Check(ParseResult parsed)
    {
        var answer = VerbAnswer.To(parsed);
        var (told, found) = (new List<JsonValue>(), new List<RuleFault>());
        foreach (var path in parsed.GetRequiredValue(RuleList))
        {
            if (!RuleFiles.TryOpen(path, out var files, out var fault))
            {
                found.Add(new(RuleFaultCodes.Unreadable, fault.Detail, fault.File));
            }
            else if (RuleSet.TryCompile(files.Source, OptionsOf(files), out var rules, out var faults))
            {
                var (ruleCount, typeCount) = (rules.RuleNames.Count, rules.DefinedTypeNames.Count);
                answer.Line($"{path}: {RunReport.Count(ruleCount, "rule")}, {RunReport.Count(typeCount, "type")}");
                told.Add(JsonObject.Empty.With("file", path).With("rules", ruleCount).With("types", typeCount));
            }
            else
            {
                found.AddRange(faults.Select(files.Locate));
            }
        }

        answer.Add("files", told);
        if (found.Count == 0)
            return answer.End(0);

        answer.Refuse("The rules have faults.", found.Select(LineOf));
        return answer.End(Faulty);
    }

    // What the rules of a bundle may name: what they say to the server is told as an event.
    static RuleSetOptions OptionsOf(RuleFiles files) => RuleSetOptions.Default with
    {
        Import = files.Import,
        HostTypes = [RuleFile.Command, RuleFile.Before, RuleFile.Aggregate],
        Functions = new Dictionary<string, RuleFunction>
        {
            ["reject"] = Reject,
            ["uuid"] = static (_, _) => Guid.CreateVersion7().ToString(),
        },
        Limits = RuleLimits.Default with { MaxTime = VerbLimits.MaxRuleTime },
    };

    static JsonValue? Reject(RuleSession session, IReadOnlyList<JsonValue> arguments)
    {
        session.Emit("reject", arguments);
        return null;
    }

    /// <summary>Prints faults on standard error, one a line, as a compiler would.</summary>
    static int Print(IEnumerable<RuleFault> faults, int exitCode)
    {
        foreach (var fault in faults)
            Console.Error.WriteLine(LineOf(fault));

        return exitCode;
    }

    static string LineOf(RuleFault fault) =>
        VisibleText.Of(new BundleFault(fault.File ?? "", fault.Message, fault.Line, fault.Column).ToString());
}
