using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
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

// In this process: a project generated beside it would have to be built by the rules of this repository.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkSwitcher.FromAssembly(typeof(ScaleRun).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
