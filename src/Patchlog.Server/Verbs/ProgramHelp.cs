using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog --help</c>: what the verbs are, and below them what all of them have in common.
/// </summary>
/// <param name="inner">Writes the help of any verb.</param>
sealed class ProgramHelp(SynchronousCommandLineAction inner) : SynchronousCommandLineAction
{
    const string Common = """
        Settings, of the environment or of a file .env in the working directory (docs/settings.md says more):
          PORT, HOST                    where to listen [3000, 127.0.0.1]
          DATABASE_URL                  sqlite:///path, sqlite::memory: or postgres://user:password@host/database
                                        [sqlite:///./data/patchlog.db]
          DATABASE_WAIT_SECONDS         how long a server that starts waits for a PostgreSQL that is away [30]
          TLS_CERT_FILE, TLS_KEY_FILE   certificate and key (PEM) for HTTPS
          PATH_PREFIX                   the path at which a proxy offers the server, such as /patchlog
          ALLOWED_ORIGINS               other sites whose pages may use the server, or *
          ARTIFACTS_DIR                 the folder of a bundle
          ARTIFACTS_GITHUB_REPO         a bundle on GitHub instead: owner/name; with ARTIFACTS_GITHUB_REF,
                                        ARTIFACTS_GITHUB_PATH, ARTIFACTS_POLL_SECONDS, GITHUB_API_URL, GITHUB_TOKEN,
                                        GITHUB_WEBHOOK_SECRET (docs/bundles.md)
          VALIDATION                    off accepts what breaks the schemas of the bundle [on]
          LOG_LEVEL, LOG_FORMAT         trace, debug, info, warn, error or fatal [info]; text or json [text]

        Exit codes: 0 if all is well, 1 after a fault, which is told on standard error, 130 after an interruption.
        Others are in the help of the verbs that have them.
        """;

    /// <summary>Gives the program's help its end.</summary>
    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        if (option.Action is SynchronousCommandLineAction inner)
            option.Action = new ProgramHelp(inner);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
            parseResult.InvocationConfiguration.Output.WriteLine(Common);

        return exitCode;
    }
}
