using System.CommandLine;
using Patchlog.Server.Verbs;

var root = new RootCommand("Patchlog: an event-sourced JSON document server.")
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    BenchCommand.Create(),
};
foreach (var command in RepairCommands.Create())
    root.Add(command);
root.SetAction((_, cancellation) => Verb.RunAsync(ServeCommand.RunAsync, cancellation));
return await root.Parse(args).InvokeAsync();
