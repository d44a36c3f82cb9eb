using System.Diagnostics.Metrics;
using Garam.Protocol;

namespace Garam.Broker.Requests;

/// <summary>Requests, errors and latency by API.</summary>
public sealed class RequestMetrics
{
    public const string MeterName = "Garam.Broker.Requests";

    private static readonly string[] OutcomeNames = [.. Enum.GetNames<RequestOutcome>().Select(name => name.ToLowerInvariant())];

    private readonly Dictionary<ApiKey, string> _apiNames = Enum.GetValues<ApiKey>().ToDictionary(key => key, key => key.ToString());
    private readonly Counter<long> _requests;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _duration;

    public RequestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("garam.requests", "{request}", "Requests, by API and outcome.");
        _errors = meter.CreateCounter<long>("garam.request.errors", "{error}", "Error codes in answers, by API and code.");
        _duration = meter.CreateHistogram<double>(
            "garam.request.duration", "s", "Time from the last byte of a request to its answer, by API.");
    }

    /// <summary>From the start there is a sample for each API, so that the first request counts as an increase.</summary>
    public void Announce(IEnumerable<ApiKey> keys)
    {
        foreach (var key in keys)
        {
            _requests.Add(0, new("api", Name(key)), new("outcome", OutcomeNames[(int)RequestOutcome.Answered]));
        }
    }

    public void Handled(ApiKey key, RequestOutcome outcome, TimeSpan elapsed)
    {
        var api = new KeyValuePair<string, object?>("api", Name(key));
        _requests.Add(1, api, new KeyValuePair<string, object?>("outcome", OutcomeNames[(int)outcome]));
        _duration.Record(elapsed.TotalSeconds, api);
    }

    /// <param name="errors">The number of times that each code is in an answer, at any depth; null for none.</param>
    public void Errors(ApiKey key, IReadOnlyDictionary<ErrorCode, int>? errors)
    {
        if (errors is null)
        {
            return;
        }

        var api = new KeyValuePair<string, object?>("api", Name(key));
        foreach (var (code, count) in errors)
        {
            _errors.Add(count, api, new KeyValuePair<string, object?>("code", code.KafkaName));
        }
    }

    private string Name(ApiKey key) => _apiNames.TryGetValue(key, out var name) ? name : "unknown";
}

public enum RequestOutcome
{
    Answered,

    /// <summary>Not a request that can be read: the connection is closed.</summary>
    Malformed,

    /// <summary>The connection broke or the process stopped while it was handled: the answer is no longer wanted.</summary>
    Abandoned,

    /// <summary>The handler threw: the connection is closed.</summary>
    Failed,
}
