using System.Diagnostics;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Rules.Tests.Differential;

/// <summary>nools 0.4.4 on Node, as it is or with some of its defects mended.</summary>
sealed class Oracle : IDisposable
{
    readonly Process _node;

    public Oracle(bool isMended)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        var root = FindRepository();
        start.ArgumentList.Add(Path.Combine(root, "tests", "Patchlog.Rules.Tests", "Differential", "oracle.js"));
        start.ArgumentList.Add(Path.Combine(root, "tests", "node_modules"));
        if (isMended)
            start.ArgumentList.Add("repaired");

        _node = Process.Start(start) ?? throw new InvalidOperationException("Node does not start.");
    }

    /// <summary>What nools does with a program.</summary>
    public JsonObject Run(string rules, JsonObject facts)
    {
        var question = new JsonObject.Builder().Set("rules", rules).Set("facts", facts).Build();
        _node.StandardInput.WriteLine(question.ToString());
        _node.StandardInput.Flush();

        var answer = _node.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The oracle died; are the packages of tests/package.json there?");
        return (JsonObject)JsonValue.Parse(answer);
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }

    static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Patchlog.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside of the repository.");
    }
}
