using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Json;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog processes migrate</c>: moves instances to the definition of the bundle in the settings. On PostgreSQL it
/// works while servers run; a SQLite file must not be open in a server.
/// </summary>
static class ProcessCommands
{
    // Some can't be moved.
    const int Refused = 2;

    /// <summary>The verb with its own verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var process = new Argument<string>("process") { Description = "The process, such as fulfilment." };
        var tenant = new Option<string>("--tenant")
        {
            Description = "Whose instances are moved.",
            DefaultValueFactory = _ => "default",
            HelpName = "name",
        };
        var map = new Option<string[]>("--state")
        {
            Description = "OLD=NEW: a state of the old definition, and the one of the new that takes its place. States "
                + "that are not named must be in both.",
            HelpName = "old=new",
            AllowMultipleArgumentsPerToken = false,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing; say what would come of it." };

        var migrate = new CliCommand(
            "migrate",
            "Move the instances of a process to the definition of the bundle that the settings name. Exit code 2 if "
            + "some can't be moved: they are named, and go on under the definition that they have.")
        {
            process, tenant, map, dryRun, VerbAnswer.CreateOption(),
        };
        migrate.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (settings, answer, token) => MigrateAsync(
                settings, parsed.GetValue(process) ?? "", parsed.GetValue(tenant) ?? "", parsed.GetValue(map) ?? [],
                parsed.GetValue(dryRun), answer, token),
            cancellation));

        return new CliCommand("processes", "Move instances of processes to another definition.") { migrate };
    }

    static async Task<int> MigrateAsync(
        Settings settings, string process, string tenant, string[] map, bool isTrial, VerbAnswer answer,
        CancellationToken cancellation)
    {
        if (!Tenant.TryParse(tenant, out var owner))
            return answer.Refuse(Verb.NoTenant(tenant));

        var states = JsonObject.Empty;
        foreach (var pair in map)
        {
            if (pair.Split('=') is not [{ Length: > 0 } from, { Length: > 0 } to])
                return answer.Refuse($"\"{pair}\" is no pair of states, such as waiting=awaitingPayment.");

            states = states.With(from, to);
        }

        if (BundleSources.Create(settings, TimeProvider.System, NullLoggerFactory.Instance) is not { } source)
        {
            return answer.Refuse(
                "The settings name no bundle: ARTIFACTS_DIR or ARTIFACTS_GITHUB_REPO has the definition.");
        }

        Verb.RequireDatabase(settings);
        await using var store = await DocumentStore.OpenAsync(
            settings.Database, new() { Bundles = source, ValidatesPayloads = settings.ValidatesPayloads },
            TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        await store.StartBundlesAsync(cancellation);

        var migrated = await store.InstanceMigration.MigrateAsync(owner, process, states, isTrial, cancellation);
        if (!migrated.TryGet(out var report, out var problem))
            return answer.Refuse(problem.Detail);

        foreach (var (instance, why) in report.Refused)
            answer.Line($"{process}/{instance}: {VisibleText.Of(why.Detail)}");

        answer.Add("isTrial", isTrial);
        answer.Add("moved", report.Moved);
        answer.Add("current", report.Current);
        answer.Add("refused", report.Refused.Select(JsonValue (one) => JsonObject.Empty
            .With("id", one.Instance.Value).With("code", one.Why.Code.Name).With("detail", one.Why.Detail)));
        answer.Line(
            $"{report.Moved} {(isTrial ? "would be moved" : "moved")}, {report.Current} had the definition already, "
            + $"{report.Refused.Length} can't be moved");

        return report.Refused.IsEmpty ? 0 : Refused;
    }
}
