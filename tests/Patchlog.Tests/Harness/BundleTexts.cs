using System.Text;
using Patchlog.Bundles;
using Shouldly;

namespace Patchlog.Tests.Harness;

/// <summary>Bundles as a test writes them down.</summary>
static class BundleTexts
{
    /// <summary>Files that must be able to be one bundle.</summary>
    public static BundleFiles Files(params IEnumerable<(string Path, string Text)> files)
    {
        BundleFiles.TryCreate(files.Select(file => Read(file.Path, file.Text)), out var result, out var faults)
            .ShouldBeTrue(string.Join('\n', faults));
        return result!;
    }

    /// <summary>A bundle that must compile.</summary>
    public static Bundle Compile(params IEnumerable<(string Path, string Text)> files)
    {
        BundleCompiler.TryCompile(Files(files), out var bundle, out var faults).ShouldBeTrue(string.Join('\n', faults));
        return bundle!;
    }

    /// <summary>The same with a handler for each command.</summary>
    public static Bundle CompileWithHandlers(params IEnumerable<(string Path, string Text)> files)
    {
        var bundle = Compile(files);
        var handler = Compile(("handlers/any/any.js", "export default () => {}")).Types[0].Commands[0].Handler;

        return new(bundle.Files, bundle.Types.Select(type => type with
        {
            Commands = [.. type.Commands.Select(command => command with { Handler = handler })],
        }), []);
    }

    /// <summary>The faults of a bundle that must not compile, as a compiler would print them.</summary>
    public static List<string> Faults(params IEnumerable<(string Path, string Text)> files)
    {
        BundleCompiler.TryCompile(Files(files), out var bundle, out var faults).ShouldBeFalse();
        bundle.ShouldBeNull();
        return [.. faults.Select(fault => fault.ToString())];
    }

    static BundleFile Read(string path, string text)
    {
        BundleFile.TryRead(path, Encoding.UTF8.GetBytes(text), out var file, out var fault).ShouldBeTrue(fault?.ToString());
        return file!;
    }
}
