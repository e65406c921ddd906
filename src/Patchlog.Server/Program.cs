using System.CommandLine;
using Patchlog.Server;
using Patchlog.Server.Verbs;

var root = new RootCommand("Patchlog: an event-sourced JSON document server. Without a verb it starts the server.")
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    EpochCommand.Create(),
    BackupCommand.Create(),
    BenchCommand.Create(),
    IndexCommands.Create(),
    UniqueCommands.Create(),
    SubscriptionCommands.Create(),
    SchemaCommands.Create(),
    RuleCommands.Create(),
    BakeCommand.Create(),
    CheckCommand.Create(),
    TestCommand.Create(),
    TypesCommand.Create(),
    ExplainCommand.Create(),
    ProcessCommands.Create(),
};
foreach (var command in RepairCommands.Create())
    root.Add(command);

root.HelpName = "patchlog";
ProgramHelp.AddTo(root);
root.SetAction((_, cancellation) => Verb.RunAsync(ServeCommand.RunAsync, cancellation));

// A server that is told to stop answers requests under way first; the framework would give it two seconds.
var parsed = root.Parse(args);
var exitCode = await parsed.InvokeAsync(
    new() { ProcessTerminationTimeout = ShutdownLimits.TerminationPatience });

return RuleCommands.IsMisused(parsed) ? RuleCommands.Faulty : exitCode;
