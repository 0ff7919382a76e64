using System.Diagnostics;
using System.Globalization;
using Pacs.LoadClient;

// Sends the same prepared instances to several DICOM servers in turn and prints what each managed:
//   [--rounds N] [--associations 1,4] [--load NAME] NAME=AETITLE@PORT#PID...
// Ratios are to the first target.
const int WarmUps = 4; // So many times what is measured, until just-in-time compilers have seen enough.
var rounds = 3;
int[] associationCounts = [1, 4];
var loads = Load.Default;
var targets = new List<Target>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds") rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--associations") associationCounts = args[++i].Split(',').Select(int.Parse).ToArray();
    else if (args[i] == "--load") loads = Load.Named(args[++i]);
    else targets.Add(Target.Parse(args[i]));
}

var run = Environment.ProcessId % 100_000L * 100_000L; // Numbers each run, and differs from program run to program run.
var failed = false;
foreach (var load in loads)
{
    foreach (var associations in associationCounts)
    {
        var measured = targets.ToDictionary(target => target, _ => new List<Measurement>());
        foreach (var target in targets) Run.Of(target, load, associations, WarmUps * load.Count, ++run);

        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                // Each round begins with another target, and none pays for what another left in the page cache.
                var target = targets[(round + i) % targets.Count];
                using (var sync = Process.Start("sync")) await sync.WaitForExitAsync();
                measured[target].Add(Run.Of(target, load, associations, load.Count, ++run));
            }
        }

        failed |= measured.Values.Any(runs => runs.Any(one => one.Failures > 0));
        ResultTable.Print(load, associations, measured);
    }
}

return failed ? 1 : 0;
