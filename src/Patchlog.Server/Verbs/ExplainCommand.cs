using System.CommandLine;
using Patchlog.Explaining;
using Patchlog.Json;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog explain</c>: decides a command of the past again, and shows why it has done what it did.
/// </summary>
static class ExplainCommand
{
    // There is no such command, or it can't be decided again.
    const int Unknown = 2;

    /// <summary>The verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var id = new Argument<string>("command-id") { Description = "The id of the command." };
        var tenant = new Option<string>("--tenant")
        {
            Description = "Whose command it was.",
            DefaultValueFactory = _ => "default",
            HelpName = "name",
        };
        var json = new Option<bool>("--json") { Description = "Answer with all of it, as one line of JSON." };

        var command = new CliCommand(
            "explain",
            "Decide a command that took effect again, on the state and under the bundle of its time, and show how. "
            + "Exit code 1 if the decision is another than what was journaled, 2 if it can't be made again.")
        {
            id, tenant, json,
        };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (settings, answer, token) => RunAsync(
                settings, parsed.GetValue(id) ?? "", parsed.GetValue(tenant) ?? "", answer, token),
            cancellation));

        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string id, string tenant, VerbAnswer answer, CancellationToken cancellation)
    {
        if (!Tenant.TryParse(tenant, out var owner))
            return answer.Refuse(Verb.NoTenant(tenant));

        if (!CommandId.TryParse(id, out var command))
            return answer.Refuse($"\"{id}\" can't be the id of a command.");

        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var explained = await store.Explainer.ExplainAsync(owner, command, cancellation);
        if (!explained.TryGet(out var explanation, out var problem))
        {
            answer.Refuse(problem.Detail);
            return Unknown;
        }

        if (answer.IsJson)
        {
            using var writer = new JsonWriter();
            ExplanationJson.Write(writer, explanation);
            answer.Write(writer);
        }
        else
        {
            ExplanationReport.Write(explanation);
        }

        return explanation.Differences.IsEmpty ? 0 : 1;
    }
}
