namespace Pacs.Index.Writing;

/// <summary>
/// The series that began while this index was open, and what has come in each: of the next image of a study that is being
/// sent it is known without looking that it is not held. Looking takes nine calls to the system, because every transaction
/// empties the readers' cache. Any thread may ask.
/// </summary>
internal sealed class RecentSeries
{
    /// <summary>About a megabyte; after that the memory begins anew.</summary>
    private const int MostInstances = 1 << 16;

    private readonly Lock _gate = new();

    // Of UIDs only the hashes: two that have the same are looked for, which is always right.
    private readonly Dictionary<(string Tenant, string Series), HashSet<int>> _instances = [];
    private int _remembered;

    /// <summary>From here on everything that comes in this series is entered.</summary>
    public void Begin(string tenant, string seriesInstanceUid)
    {
        lock (_gate)
        {
            if (_remembered >= MostInstances)
            {
                _instances.Clear();
                _remembered = 0;
            }

            _instances[(tenant, seriesInstanceUid)] = [];
        }
    }

    public void Enter(string tenant, string seriesInstanceUid, string sopInstanceUid)
    {
        lock (_gate)
        {
            if (!_instances.TryGetValue((tenant, seriesInstanceUid), out var entered)) return;

            if (entered.Add(Hash(sopInstanceUid))) _remembered++;
            if (entered.Count > MostInstances) _instances.Remove((tenant, seriesInstanceUid));
        }
    }

    /// <summary>Something came in it that is not current here: from now on it is looked for.</summary>
    public void Forget(string tenant, string seriesInstanceUid)
    {
        lock (_gate) _instances.Remove((tenant, seriesInstanceUid));
    }

    /// <summary>True when nothing under this UID has come in the series, which is known to have been empty before.</summary>
    public bool Lacks(string tenant, string seriesInstanceUid, string sopInstanceUid)
    {
        lock (_gate)
        {
            return _instances.TryGetValue((tenant, seriesInstanceUid), out var entered) && !entered.Contains(Hash(sopInstanceUid));
        }
    }

    private static int Hash(string uid) => uid.GetHashCode(StringComparison.Ordinal);
}
