using System.Globalization;
using Pacs.LoadClient.Finding;
using Pacs.LoadClient.Retrieving;
using Pacs.LoadClient.Storing;

namespace Pacs.LoadClient;

/// <summary>
/// Finding and fetching: fills every target with the same studies, then asks all of them in turn:
/// <c>[--rounds N] [--studies N] --destination PORT --file PORT#PID NAME=AETITLE@PORT#PID...</c>; the last is compared with the others.
/// </summary>
internal static class DimseComparison
{
    private const int Run = 1;

    public static int RunAll(IReadOnlyList<string> arguments)
    {
        int rounds = 3, studies = 2000, destinationPort = 0;
        var file = default(Target);
        var targets = new List<Target>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--rounds") rounds = Number(arguments[++i]);
            else if (arguments[i] == "--studies") studies = Number(arguments[++i]);
            else if (arguments[i] == "--destination") destinationPort = Number(arguments[++i]);
            else if (arguments[i] == "--file") file = Target.Parse("limit=FILE@" + arguments[++i]);
            else targets.Add(Target.Parse(arguments[i]));
        }

        var ct = Load.All[0] with { InstancesPerStudy = 400 };
        var small = Load.All[1] with { InstancesPerStudy = 1 };
        Identity[] held = [.. Enumerable.Range(0, studies).Select(number => new Identity(Run, number, small.InstancesPerStudy))];
        Identity[] series = [.. Enumerable.Range(0, ct.InstancesPerStudy).Select(number => new Identity(Run + 1, number, ct.InstancesPerStudy))];
        foreach (var target in targets)
        {
            Fill(target, small, held);
            Fill(target, ct, series);
        }

        if (held.Length > 0) FindComparison.Run(targets, [.. held.Select(identity => identity.Held)], rounds);
        if (file is null) return 0;

        using var destination = new MoveDestination(destinationPort);
        RetrieveComparison.Run(targets, file, ct, series[0].StudyUid, destination, rounds);
        return 0;
    }

    private static void Fill(Target target, Load load, Identity[] instances)
    {
        Console.Error.WriteLine($"filling {target.Name} with {instances.Length} instances, {load.Name}");
        using var association = new LoadAssociation(target, load);
        foreach (var instance in instances)
        {
            if (!association.Store(instance)) throw new InvalidOperationException($"{target.Name} refused an instance");
        }

        association.Release();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
