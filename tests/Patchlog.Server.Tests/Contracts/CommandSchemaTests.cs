using System.Text.Json;
using CsCheck;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>The schema that we publish and the intake that we run say yes and no to the same commands.</summary>
public sealed class CommandSchemaTests
{
    const int Cases = 8_000;

    [Fact]
    public async Task Ajv_and_the_intake_agree_on_every_generated_command()
    {
        var commands = CommandTexts.All.Array[Cases].Single();

        var (byAjv, byIntake) = (await AskAjvAsync(commands), await AskIntakeAsync(commands));

        commands.Where((_, index) => byAjv[index] != byIntake[index])
            .Select(command => command.Length < 500 ? command : $"{command[..500]}...")
            .Take(20).ShouldBeEmpty();
        byAjv.Count(fits => fits).ShouldBeInRange(Cases / 5, Cases * 4 / 5, "A lopsided sample proves little.");
    }

    [Fact]
    public async Task Every_example_in_the_published_schema_is_a_good_command()
    {
        var schema = JsonElement.Parse(await File.ReadAllTextAsync(
            Repository.Path("cqrs-schema/command.json"), TestContext.Current.CancellationToken));
        var examples = schema.At("examples").EnumerateArray()
            .Select(example => JsonSerializer.Serialize(example)).ToArray();

        (await AskAjvAsync(examples)).ShouldAllBe(fits => fits);
        (await AskIntakeAsync(examples)).ShouldAllBe(fits => fits);
    }

    static async Task<bool[]> AskAjvAsync(string[] commands)
    {
        await using var ajv = ChildProcess.Start(
            "node", [Repository.Path("tests/ajv.mjs"), Repository.Path("cqrs-schema"), "command.json"]);
        foreach (var command in commands) await ajv.Input.WriteLineAsync(command);
        ajv.Input.Close();

        (await ajv.ExitCodeAsync()).ShouldBe(0, ajv.Errors);
        ajv.Output.Count.ShouldBe(commands.Length);
        return [.. ajv.Output.Select(bool.Parse)];
    }

    static async Task<bool[]> AskIntakeAsync(string[] commands)
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:");
        await using var client = await WebSocketClient.ConnectAsync(server.Address);
        var answers = await Task.WhenAll(
            commands.Select((command, index) => client.RequestAsync(Frames.Command($"{index}", command))));
        return [.. answers.Select(IsTaken)];
    }

    /// <summary>Whether the envelope was in order, whatever came of the command then.</summary>
    static bool IsTaken(JsonElement answer) =>
        answer.TextAt("type") == "ack" || answer.TextAt("problem/code") != "invalid-command";
}
