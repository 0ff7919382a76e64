using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Pacs.Benchmarks.Allocations;
using Pacs.Benchmarks.Imaging;
using Pacs.Benchmarks.Scale;

if (args is ["scale", var directory, var perStudy, .. var sizes])
{
    int? instancesPerStudy = perStudy == "any" ? null : int.Parse(perStudy, CultureInfo.InvariantCulture);
    await ScaleRun.RunAsync([.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))], instancesPerStudy, directory);
    return;
}

if (args is ["allocations"])
{
    AllocationLimits.Print();
    return;
}

if (args is ["codecs"])
{
    CodecRun.Print();
    return;
}

if (args is ["study", var folder, var count, var syntax])
{
    CompressedStudy.Write(folder, int.Parse(count, CultureInfo.InvariantCulture), syntax);
    return;
}

// In this process: a project generated beside it would have to be built by the rules of this repository. All of them in a quarter of an
// hour, but for the filling of large indexes: on a machine that wavers more would go on for a minute each, and be no surer.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(200))
    .WithMinIterationCount(5)
    .WithMaxIterationCount(15);
BenchmarkSwitcher.FromAssembly(typeof(ScaleRun).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
