using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Harness.Contracts;

/// <summary>A client in C# that Kiota generates from <c>/openapi.json</c>, compiled together with a program that uses it.</summary>
static class GeneratedCSharp
{
    /// <summary>The namespace of the client.</summary>
    public const string Namespace = "Generated";

    /// <summary>Generates and compiles; fails with what either of them objects to.</summary>
    /// <param name="openApi">The path of the document.</param>
    /// <param name="program">More source, which uses the client.</param>
    public static async Task<Assembly> CompileAsync(string openApi, string program)
    {
        using var folder = new ScratchFolder();
        await using (var kiota = ChildProcess.Start(
            "dotnet",
            [
                "kiota", "generate", "--language", "CSharp", "--openapi", openApi, "--output", folder.File("client"),
                "--namespace-name", Namespace, "--class-name", "Client", "--log-level", "Error",
            ],
            Repository.Path("."),
            new Dictionary<string, string?>
            {
                // It asks nobody for news, and tells nobody.
                ["KIOTA_OFFLINE_ENABLED"] = "true",
                ["KIOTA_CLI_TELEMETRY_OPTOUT"] = "true",
            }))
        {
            (await kiota.ExitCodeAsync()).ShouldBe(0, string.Join('\n', [.. kiota.Output, kiota.Errors]));
        }

        var sources = Directory.EnumerateFiles(folder.File("client"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Append(program).ToList();

        return Compile(sources);
    }

    static Assembly Compile(List<string> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14, preprocessorSymbols: ["NETCOREAPP3_1_OR_GREATER"]);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            Namespace, sources.Select(source => CSharpSyntaxTree.ParseText(source, options)), references,
            new(OutputKind.DynamicallyLinkedLibrary));

        using var library = new MemoryStream();
        compilation.Emit(library).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        library.Position = 0;

        // Each has the same name.
        return new AssemblyLoadContext(Namespace).LoadFromStream(library);
    }
}
