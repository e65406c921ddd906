using System.Globalization;
using Patchlog.Bench.Subscribers;

// Usage: Patchlog.Bench.Subscribers catch-up --url http://… [--events 1000000]     one subscription from the start, timed
//        Patchlog.Bench.Subscribers pages    --url http://… [--events 1000000]     the same by pages of 1,000
//        Patchlog.Bench.Subscribers live     --url http://… [--subscribers 1000] [--commands 1000] [--seconds 20]
//        Patchlog.Bench.Subscribers idle     --url http://… [--connections 5000] [--subscribe]   until its input ends

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var url = new Uri(Option("--url", "http://127.0.0.1:3000"));
switch (args.FirstOrDefault())
{
    case "catch-up":
        return await CatchUp.SubscribeAsync(url, Number("--events", 1_000_000));
    case "pages":
        return await CatchUp.PageAsync(url, Number("--events", 1_000_000));
    case "live":
        return await Live.RunAsync(
            url, Number("--subscribers", 1000), Number("--commands", 1000), TimeSpan.FromSeconds(Number("--seconds", 20)));
    case "idle":
        return await Idle.RunAsync(url, Number("--connections", 5000), args.Contains("--subscribe"));
    default:
        Console.Error.WriteLine("Say what to do: catch-up, pages, live or idle.");
        return 2;
}

string Option(string name, string otherwise)
{
    var index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : otherwise;
}

int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString()));
