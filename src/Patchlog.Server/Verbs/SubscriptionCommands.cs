using System.CommandLine;
using Patchlog.Json;
using Patchlog.Publishing;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog subscription list|drop</c>: the durable subscriptions, with the positions up to which they are
/// acknowledged. It works while servers run on PostgreSQL; a SQLite file belongs to its server while that runs.
/// </summary>
static class SubscriptionCommands
{
    /// <summary>The verb with its own verbs, ready to be added to the root command.</summary>
    public static CliCommand Create() => new(
        "subscription", "List and drop durable subscriptions: those with a name, whose position the server keeps.")
    {
        List(),
        Drop(),
    };

    static CliCommand List()
    {
        var tenant = new Argument<string?>("tenant")
        {
            Description = "Only the subscriptions of this tenant; those of all tenants by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };

        var command = new CliCommand("list", "List the durable subscriptions. Exit code 2 if one of them is damaged.")
        {
            tenant, VerbAnswer.CreateOption(),
        };

        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed, (settings, answer, token) => ListAsync(settings, parsed.GetValue(tenant), answer, token),
            cancellation));
        return command;
    }

    static CliCommand Drop()
    {
        var tenant = new Argument<string>("tenant") { Description = "The tenant of the subscription." };
        var name = new Argument<string>("name") { Description = "The name of the subscription." };
        var command = new CliCommand(
            "drop",
            "Drop a durable subscription with its position. Stop its workers first: one that subscribes again "
            + "creates it again. Exit code 2 if there is no such subscription.")
        {
            tenant, name, VerbAnswer.CreateOption(),
        };

        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (settings, answer, token) => DropAsync(
                settings, parsed.GetValue(tenant) ?? "", parsed.GetValue(name) ?? "", answer, token),
            cancellation));
        return command;
    }

    static async Task<int> ListAsync(
        Settings settings, string? name, VerbAnswer answer, CancellationToken cancellation)
    {
        Tenant? only = null;
        if (name is not null)
        {
            if (!Tenant.TryParse(name, out var tenant))
                return answer.Refuse(Verb.NoTenant(name));

            only = tenant;
        }

        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var subscriptions = await store.DurableSubscriptions.ListAsync(only, cancellation);
        foreach (var subscription in subscriptions)
            answer.Line($"{subscription.Tenant} {subscription.Name}: {Describe(subscription)}");

        answer.Add("subscriptions", subscriptions.Select(JsonOf));
        return subscriptions.Any(subscription => subscription.IsDamaged) ? 2 : 0;
    }

    static async Task<int> DropAsync(
        Settings settings, string tenant, string name, VerbAnswer answer, CancellationToken cancellation)
    {
        if (!Tenant.TryParse(tenant, out var owner))
            return answer.Refuse(Verb.NoTenant(tenant));

        if (!Command.IsName(name))
        {
            return answer.Refuse(
                $"\"{name}\" can't be the name of a subscription: 1 to 63 characters of A-Z a-z 0-9 _ -, "
                + "the first a letter or digit.");
        }

        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var existed = await store.DurableSubscriptions.DropAsync(owner, name, cancellation);
        answer.Line($"{owner} {name}: {(existed ? "dropped" : "there is no such subscription")}");
        answer.Add("existed", existed);

        return existed ? 0 : 2;
    }

    static JsonValue JsonOf(DurableSubscriptionStatus subscription)
    {
        var json = JsonObject.Empty
            .With("tenant", subscription.Tenant.Value).With("name", subscription.Name)
            .With("isDamaged", subscription.IsDamaged);
        if (subscription.IsDamaged)
            return json;

        json = json.With("acknowledged", $"{subscription.Acknowledged}").With("workers", subscription.Workers);
        if (subscription.Filter.TargetName is { } type)
            json = json.With("type", type.Value);

        return subscription.Filter.TargetId is { } id ? json.With("id", id.Value) : json;
    }

    static string Describe(DurableSubscriptionStatus subscription)
    {
        if (subscription.IsDamaged)
            return "damaged; drop it, and its workers can create it again";

        var filter = subscription.Filter;
        var followed = filter.TargetName is not { } type ? "everything"
            : filter.TargetId is { } id ? $"{type}/{id}"
            : $"{type}";
        return $"acknowledged to {subscription.Acknowledged}, "
            + $"{subscription.Workers} {(subscription.Workers == 1 ? "worker" : "workers")}, follows {followed}";
    }
}
