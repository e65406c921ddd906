using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Publishing;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog subscription list|drop</c>: the named subscriptions, of which the server keeps how far each is acknowledged. On
/// PostgreSQL all of it works beside running servers; on SQLite the file is the server's as long as that runs.
/// </summary>
static class SubscriptionCommands
{
    public static CliCommand Create() => new("subscription", "List and drop durable subscriptions.") { List(), Drop() };

    static CliCommand List()
    {
        var tenant = new Argument<string?>("tenant")
        {
            Description = "Only those of this tenant; all of them by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new CliCommand("list", "List the named subscriptions. Exit code 2 if one can't be read.") { tenant };
        command.SetAction((parsed, cancellation) => Verb.RunAsync(
            (settings, token) => ListAsync(settings, parsed.GetValue(tenant), token), cancellation));
        return command;
    }

    static CliCommand Drop()
    {
        var tenant = new Argument<string>("tenant") { Description = "Whose it is." };
        var name = new Argument<string>("name") { Description = "Its name." };
        var command = new CliCommand(
            "drop", "Forget a named subscription, and how far it has come. Exit code 2 if there is none.") { tenant, name };
        command.SetAction((parsed, cancellation) => Verb.RunAsync(
            (settings, token) => DropAsync(settings, parsed.GetValue(tenant) ?? "", parsed.GetValue(name) ?? "", token),
            cancellation));
        return command;
    }

    static async Task<int> ListAsync(Settings settings, string? tenant, CancellationToken cancellation)
    {
        Tenant? only = tenant is null ? null : Parse(tenant);
        await using var store = await OpenAsync(settings, cancellation);
        var subscriptions = await store.DurableSubscriptions.ListAsync(only, cancellation);
        foreach (var subscription in subscriptions)
            Console.WriteLine($"{subscription.Tenant} {subscription.Name}: {Describe(subscription)}");
        return subscriptions.Any(subscription => subscription.IsDamaged) ? 2 : 0;
    }

    static async Task<int> DropAsync(Settings settings, string tenant, string name, CancellationToken cancellation)
    {
        var owner = Parse(tenant);
        if (!Command.IsName(name))
            throw new FormatException($"\"{name}\" is no name of a subscription.");
        await using var store = await OpenAsync(settings, cancellation);
        var wasThere = await store.DurableSubscriptions.DropAsync(owner, name, cancellation);
        Console.WriteLine($"{owner} {name}: {(wasThere ? "dropped" : "there is none")}");
        return wasThere ? 0 : 2;
    }

    static string Describe(DurableSubscriptionStatus subscription)
    {
        if (subscription.IsDamaged)
            return "damaged; if it is dropped, its workers can begin anew";
        var filter = subscription.Filter;
        var what = filter.TargetName is not { } type ? "everything"
            : filter.TargetId is { } id ? $"{type}/{id}"
            : $"{type}";
        return $"acknowledged to {subscription.Acknowledged}, "
            + $"{subscription.Workers} {(subscription.Workers == 1 ? "worker" : "workers")}, follows {what}";
    }

    static Tenant Parse(string name) =>
        Tenant.TryParse(name, out var tenant) ? tenant : throw new FormatException($"\"{name}\" is no tenant's name.");

    static Task<DocumentStore> OpenAsync(Settings settings, CancellationToken cancellation) => DocumentStore.OpenAsync(
        settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
}
