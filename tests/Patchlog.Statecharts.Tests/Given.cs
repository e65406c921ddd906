using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Scripting;
using Shouldly;

namespace Patchlog.Statecharts.Tests;

/// <summary>What tests begin with.</summary>
static class Given
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Bounds that no test meets because the machine is slow.</summary>
    public static ScriptLimits Patient { get; } = new() { MaxTime = TimeSpan.FromMinutes(1), AllowsBigInt = false };

    public static ScriptPool Pool { get; } = new(Patient);

    public static StatechartSelf Self { get; } = new("test", "1");

    /// <summary>An engine for one use.</summary>
    public static ScriptEngine Engine(ScriptLimits? limits = null) => Pool.Rent(new(Noon, 1), limits);

    /// <summary>A definition that must compile.</summary>
    /// <param name="definition">Its JSON.</param>
    /// <param name="module">The text of the module beside it.</param>
    public static Statechart Chart(string definition, string? module = null)
    {
        var isCompiled = Statechart.TryCompile(Source(definition, module), out var chart, out var faults);
        isCompiled.ShouldBeTrue(string.Join("\n", faults));

        return chart.ShouldNotBeNull();
    }

    /// <summary>What is wrong with a definition.</summary>
    public static ImmutableArray<StatechartFault> FaultsOf(string definition, string? module = null)
    {
        Statechart.TryCompile(Source(definition, module), out _, out var faults).ShouldBeFalse();
        return faults;
    }

    public static JsonObject Object(string json) => (JsonObject)JsonValue.Parse(json);

    static StatechartSource Source(string definition, string? module)
    {
        if (module is null)
            return new("test.json", definition);

        ScriptModules.TryLink([new("test.js", module)], out var modules, out var faults)
            .ShouldBeTrue(string.Join("\n", faults));
        return new("test.json", definition) { Modules = modules, ModuleFile = "test.js" };
    }
}
