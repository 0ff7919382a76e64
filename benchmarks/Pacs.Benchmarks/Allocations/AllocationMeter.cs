using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Pacs.Benchmarks.Allocations;

/// <summary>Runs benchmarks for what they allocate, which takes a moment, and not for how long they take.</summary>
public static class AllocationMeter
{
    private const int WarmUps = 40, Batches = 5, PerBatch = 20;

    /// <summary>
    /// Bytes per operation of benchmarks that are named <c>Class.Method</c>: the least of some batches, in which nothing else
    /// happened.
    /// </summary>
    public static IEnumerable<(string Name, long Bytes)> Measure(IEnumerable<string> names) =>
        names.GroupBy(TypeOf).SelectMany(ofType => Measure(ofType.Key, ofType));

    private static Type TypeOf(string name) =>
        typeof(AllocationMeter).Assembly.GetTypes().Single(type => type.Name == name.Split('.')[0]);

    private static List<(string Name, long Bytes)> Measure(Type type, IEnumerable<string> names)
    {
        var benchmark = Activator.CreateInstance(type) ?? throw new MissingMethodException(type.Name, "new");
        Call<GlobalSetupAttribute>(benchmark);
        try
        {
            return [.. names.Select(name => (name, Measure(RunOf(benchmark, name.Split('.')[1]))))];
        }
        finally
        {
            Call<GlobalCleanupAttribute>(benchmark);
        }
    }

    private static long Measure(Action run)
    {
        for (var i = 0; i < WarmUps; i++) run();
        return Enumerable.Range(0, Batches).Min(_ => MeasureBatch(run)) / PerBatch;
    }

    private static long MeasureBatch(Action run)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < PerBatch; i++) run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static void Call<TAttribute>(object benchmark)
        where TAttribute : Attribute
    {
        var method = benchmark.GetType().GetMethods().SingleOrDefault(method => method.IsDefined(typeof(TAttribute)));
        (method?.Invoke(benchmark, null) as Task)?.GetAwaiter().GetResult();
    }

    private static Action RunOf(object benchmark, string name)
    {
        var method = benchmark.GetType().GetMethod(name) ?? throw new MissingMethodException(benchmark.GetType().Name, name);
        if (method.ReturnType == typeof(int)) return Of<Func<int>>(run => run());
        if (method.ReturnType == typeof(long)) return Of<Func<long>>(run => run());
        return Of<Func<Task>>(run => run().GetAwaiter().GetResult());

        Action Of<T>(Action<T> call)
            where T : Delegate
        {
            var run = method.CreateDelegate<T>(benchmark);
            return () => call(run);
        }
    }
}
