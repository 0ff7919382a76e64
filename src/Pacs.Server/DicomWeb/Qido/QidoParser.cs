using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Server.Queries;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>Makes an identifier of a path and a query string (PS3.18 §8.3.4, §10.6.1.2).</summary>
internal sealed class QidoParser
{
    private readonly QidoLevel _level;
    private readonly RouteValueDictionary _path;
    private readonly Dictionary<string, (QueryKey Key, List<string> Values)> _keys = new(StringComparer.Ordinal);
    private readonly List<QueryKey> _fields = [];
    private bool _wantsAll;
    private bool _isFuzzy;
    private QueryWindow _window = QueryWindow.All;

    private QidoParser(QidoLevel level, RouteValueDictionary path)
    {
        _level = level;
        _path = path;
    }

    /// <summary>Either the request, or what is wrong with it.</summary>
    public static (QidoRequest? Request, string? Flaw) Parse(QidoLevel level, RouteValueDictionary path, string? query)
    {
        var parser = new QidoParser(level, path);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().ToString();
            if (parser.Take(name, pair.DecodeValue().ToString()) is { } flaw) return (null, flaw);
        }

        return parser.FlawOfPath() is { } contradiction ? (null, contradiction) : (parser.Build(), null);
    }

    private string? Take(string name, string value) => name.ToUpperInvariant() switch
    {
        "" => null,
        "LIMIT" => TakeCount(name, value, count => _window = _window with { Limit = count }),
        "OFFSET" => TakeCount(name, value, count => _window = _window with { Skip = count }),
        "AFTER" => TakePosition(value),
        "ORDERBY" => TakeOrder(value),
        "FUZZYMATCHING" => TakeSwitch(name, value, isOn => _isFuzzy = isOn),
        "EMPTYVALUEMATCHING" or "MULTIPLEVALUEMATCHING" => TakeSwitch(name, value, _ => { }), // both are always on
        "INCLUDEFIELD" => TakeFields(value),
        "ACCEPT" or "CHARSET" => null, // how to answer, not what
        _ => TakeKey(name, value),
    };

    private static string? TakeCount(string name, string value, Action<int> set)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return $"{name}={value}: it has to be a whole number, 0 or more.";
        }

        set((int)Math.Min(count, int.MaxValue));
        return null;
    }

    private static string? TakeSwitch(string name, string value, Action<bool> set)
    {
        if (!bool.TryParse(value, out var isOn)) return $"{name}={value}: it has to be true or false.";

        set(isOn);
        return null;
    }

    private string? TakePosition(string value)
    {
        _window = _window with { After = QueryPosition.Parse(value) };
        return _window.After is null ? "What 'after' says is no place in a list: take it from the link to the next page." : null;
    }

    private string? TakeOrder(string value)
    {
        var isDescending = value.StartsWith('-');
        var possible = ArchiveQuery.OrderingAttributes(_level.Term);
        if (QueryKey.TryParse(value.TrimStart('-'), out _) is not { Text: null, Path: [var tag] } || !possible.Contains(tag))
        {
            var names = string.Join(", ", possible.Select(known => DicomDictionary.Find(known)?.Keyword));
            return $"orderby={value}: answers can be ordered by one of {names}, with a hyphen in front for the greatest first.";
        }

        _window = _window with { OrderBy = tag, IsDescending = isDescending };
        return null;
    }

    private string? TakeFields(string value)
    {
        foreach (var name in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (name.Equals("all", StringComparison.OrdinalIgnoreCase)) _wantsAll = true;
            else if (KeyOf(name, out var flaw) is { } field) _fields.Add(field);
            else return flaw;
        }

        return null;
    }

    private string? TakeKey(string name, string value)
    {
        if (KeyOf(name, out var flaw) is not { } key) return flaw;

        var vr = DicomDictionary.VrOf(key.Attribute);
        // A comma is no character of either; in a UID it separates by the standard, in a code by common use.
        if (vr == Vr.UI || vr == Vr.CS) value = value.Replace(',', '\\');
        if (vr == Vr.UI && value.Split('\\').FirstOrDefault(uid => !IsUidKey(uid)) is { } none) return $"{name}: '{none}' is not a UID.";

        if (!_keys.TryGetValue(key.Name, out var known)) _keys.Add(key.Name, known = (key, []));
        if (value.Length > 0) known.Values.Add(value);
        return null;
    }

    private static bool IsUidKey(string uid) => uid is "" or "*" or "\"\"" || UidText.IsValid(uid);

    /// <summary>A key that only asks; null with the reason when the name means no attribute.</summary>
    private static QueryKey? KeyOf(string name, out string? flaw)
    {
        flaw = name.Contains('=', StringComparison.Ordinal) ? $"'{name}' is no attribute." : null;
        if (flaw is not null || QueryKey.TryParse(name, out flaw) is not { } key) return null;
        if (key.Path.All(tag => tag.IsPrivate || DicomDictionary.Find(tag) is not null)) return key;

        flaw = $"'{name}' is no attribute of the DICOM dictionary.";
        return null;
    }

    /// <summary>What the query says of a UID in the path must not be something else.</summary>
    private string? FlawOfPath()
    {
        foreach (var (name, tag) in (ReadOnlySpan<(string, Tag)>)[("study", Tags.StudyInstanceUID), ("series", Tags.SeriesInstanceUID)])
        {
            if (_path[name] is not string uid) continue;

            var key = QueryKey.Of(tag);
            if (_keys.TryGetValue(key.Name, out var known) && known.Values.Count > 0 && !string.Join('\\', known.Values).Split('\\').Contains(uid))
            {
                return $"{key.Name} is another than the one in the path.";
            }

            _keys[key.Name] = (key, [uid]);
        }

        return null;
    }

    private QidoRequest Build()
    {
        var identifier = new DataSet();
        identifier.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        identifier.Set(Tags.QueryRetrieveLevel, Vr.CS, _level.Term);
        var optional = new HashSet<Tag> { Tags.TimezoneOffsetFromUTC };
        foreach (var level in AnsweredLevels())
        {
            foreach (var key in level.Default) identifier.Set(key);
            if (!_wantsAll) continue;

            foreach (var key in level.Kept)
            {
                if (identifier.Contains(key.Tag)) continue;
                identifier.Set(key);
                optional.Add(key.Tag);
            }
        }

        foreach (var field in _fields)
        {
            field.AddTo(identifier);
            optional.Remove(field.Path[0]);
        }

        foreach (var (key, values) in _keys.Values)
        {
            (key with { Text = string.Join('\\', values) }).AddTo(identifier);
            optional.Remove(key.Path[0]);
        }

        return new QidoRequest
        {
            Level = _level,
            Identifier = identifier,
            Window = _window,
            IsFuzzy = _isFuzzy,
            Optional = optional,
            WantsAeTitle = identifier.Contains(Tags.RetrieveAETitle),
        };
    }

    /// <summary>The level itself, and those above that the path does not name.</summary>
    private IEnumerable<QidoLevel> AnsweredLevels()
    {
        yield return _level;
        if (_level == QidoLevel.Instance && !_path.ContainsKey("series")) yield return QidoLevel.Series;
        if (_level != QidoLevel.Study && !_path.ContainsKey("study")) yield return QidoLevel.Study;
    }
}
