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
        _requests = meter.CreateCounter<long>("garam.requests", "{request}", "Requests by API and outcome.");
        _errors = meter.CreateCounter<long>("garam.request.errors", "{error}", "Error codes in answers, by API and code.");
        _duration = meter.CreateHistogram<double>("garam.request.duration", "s", "From the last byte of a request to its answer, by API.");
    }

    public void Handled(ApiKey key, RequestOutcome outcome, TimeSpan elapsed)
    {
        var api = new KeyValuePair<string, object?>("api", Name(key));
        _requests.Add(1, api, new KeyValuePair<string, object?>("outcome", OutcomeNames[(int)outcome]));
        _duration.Record(elapsed.TotalSeconds, api);
    }

    /// <summary>One error code in an answer; <see cref="ErrorCode.None"/> is not counted.</summary>
    public void Error(ApiKey key, ErrorCode code)
    {
        if (code != ErrorCode.None)
        {
            _errors.Add(1, new KeyValuePair<string, object?>("api", Name(key)), new KeyValuePair<string, object?>("code", code.KafkaName));
        }
    }

    private string Name(ApiKey key) => _apiNames.TryGetValue(key, out var name) ? name : "unknown";
}
