-- wrk ... URL -- METHOD AUTHORIZATION BODY CLOSE ALIKE; the last line printed is the result, in microseconds.
function init(arguments)
  wrk.method = arguments[1]
  wrk.headers['Authorization'] = arguments[2]
  if arguments[3] ~= '' then
    wrk.body = arguments[3]
    wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'
  end
  if arguments[4] == 'close' then wrk.headers['Connection'] = 'close' end
  if arguments[5] == 'unlike' then
    local number = 0
    request = function()
      number = number + 1
      wrk.headers['X-Request-Id'] = number
      return wrk.format()
    end
  end
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.timeout + summary.errors.connect
  io.write(string.format('\n%d %d %d %d %d\n', summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
